#pragma once

// An absolute http or https address, with all parts encoded as they must be.

#include "plugin/core/result.hpp"

#include <string>
#include <string_view>

namespace media_sync {

class url {
  public:
    /// Reads an absolute address. invalid_argument for another scheme, for a user name or password inside, and for what is no
    /// URL at all; the text says what is wrong and does not repeat the address, which may hold a password.
    static result<url> parse(std::string_view text);

    /// With one more path segment, encoded, after a single slash.
    url operator/(std::string_view segment) const;
    /// With one more parameter, name and value encoded.
    url with(std::string_view name, std::string_view value) const;

    /// All of it, to be given to libcurl and to be stored where it holds no secret.
    std::string text() const;
    /// scheme://host[:port]/path, without the query, which may hold a token: for people.
    std::string shown() const;

    bool has_query() const { return !query_.empty(); }
    /// Whether scheme, host and port are the same.
    bool same_origin(const url& other) const { return origin_ == other.origin_; }

  private:
    std::string origin_; ///< scheme://host[:port], lower case, the port only if it is not the scheme's own
    std::string path_;   ///< encoded, beginning with a slash
    std::string query_;  ///< encoded, without the question mark
};

} // namespace media_sync
