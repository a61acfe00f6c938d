#include "plugin/media_servers/subsonic_credentials.hpp"

#include "plugin/core/media/clean_text.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <span>

namespace media_sync {

namespace {

constexpr std::size_t k_salt_bytes = 8;
constexpr std::size_t k_longest_message = 200;

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += k_digits[byte >> 4];
        text += k_digits[byte & 15];
    }
    return text;
}

std::span<const unsigned char> bytes_of(const std::string& text) {
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string new_salt() {
    std::array<unsigned char, k_salt_bytes> bytes;
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("OpenSSL has no random numbers");
    return hex(bytes);
}

std::string md5(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr) != 1)
        throw std::runtime_error("OpenSSL refuses MD5, which Subsonic's log-in needs; allow it in OpenSSL's settings");
    return hex(std::span(digest).first(length));
}

void erase_all(std::string& text, const std::string& what) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at))
        text.replace(at, what.size(), "…");
}

} // namespace

subsonic_credentials::subsonic_credentials(std::string username, secret password)
    : username_(std::move(username)), password_(std::move(password)), hex_password_(hex(bytes_of(password_.reveal()))) {
}

url subsonic_credentials::signed_with_token(const url& request) const {
    const auto salt = new_salt();
    return request.with("u", username_).with("t", md5(password_.reveal() + salt)).with("s", salt);
}

url subsonic_credentials::signed_with_password(const url& request) const {
    return request.with("u", username_).with("p", "enc:" + hex_password_.reveal());
}

std::string subsonic_credentials::without_password(std::string text) const {
    erase_all(text, hex_password_.reveal());
    erase_all(text, password_.reveal());
    return clean_text(text, k_longest_message);
}

} // namespace media_sync
