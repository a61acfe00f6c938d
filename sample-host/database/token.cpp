#include "database/token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace sample_host {
namespace {

constexpr std::string_view k_base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t k_token_length = 43; // 32 bytes, six bits a character, unpadded

/// RFC 4648 section 5, without padding.
std::string to_base64url(const token_hash::bytes& source) {
    std::string text;
    unsigned pending = 0;
    int bits = 0;
    for (const auto byte : source) {
        pending = (pending << 8) | byte;
        for (bits += 8; bits >= 6; bits -= 6)
            text += k_base64url[(pending >> (bits - 6)) & 63];
    }
    if (bits > 0) text += k_base64url[(pending << (6 - bits)) & 63];
    return text;
}

/// Looked for once, and kept while the process lives: to look takes longer than to hash a token.
const EVP_MD* sha256() {
    static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (!found) throw std::runtime_error("this OpenSSL has no SHA-256");
    return found;
}

token_hash hash_of(std::string_view text) {
    token_hash::bytes digest;
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot hash a token");
    return token_hash(digest);
}

bool is_base64url(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

std::string token_hash::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : value_) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

bool operator==(const token_hash& a, const token_hash& b) noexcept {
    return CRYPTO_memcmp(a.value_.data(), b.value_.data(), a.value_.size()) == 0;
}

std::size_t token_hash::short_hash() const noexcept {
    std::size_t first;
    std::memcpy(&first, value_.data(), sizeof first);
    return first;
}

std::string make_token() {
    token_hash::bytes random;
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        throw std::runtime_error("the system gives no randomness to make a token of");
    return to_base64url(random);
}

std::optional<token_hash> hash_token(std::string_view token) {
    const bool well_formed = token.size() == k_token_length && std::all_of(token.begin(), token.end(), is_base64url);
    if (!well_formed) return std::nullopt;
    return hash_of(token);
}

std::string sha256_hex(std::string_view text) {
    return hash_of(text).hex();
}

} // namespace sample_host
