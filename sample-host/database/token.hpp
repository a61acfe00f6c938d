// Bearer tokens: how they are made, and the hash by which they are known afterwards.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host {

/// A token's SHA-256. Two are compared in constant time.
class token_hash {
  public:
    using bytes = std::array<unsigned char, 32>;

    explicit token_hash(const bytes& value) noexcept : value_(value) {}

    /// 64 lower-case digits.
    std::string hex() const;

    friend bool operator==(const token_hash& a, const token_hash& b) noexcept;

    /// For hash tables: the bytes are as good as random.
    std::size_t short_hash() const noexcept;

  private:
    bytes value_;
};

/// A new token: 32 bytes of the system's randomness as 43 characters of base64url. Throws std::runtime_error without
/// randomness.
std::string make_token();

/// Nothing if `token` does not have the form of one.
std::optional<token_hash> hash_token(std::string_view token);

/// Of any text, 64 lower-case digits.
std::string sha256_hex(std::string_view text);

} // namespace sample_host

template <>
struct std::hash<sample_host::token_hash> {
    std::size_t operator()(const sample_host::token_hash& value) const noexcept { return value.short_hash(); }
};
