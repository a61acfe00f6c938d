#pragma once

// Signs Subsonic requests, and keeps what signs them out of texts.

#include "plugin/core/secret.hpp"
#include "plugin/media_servers/url.hpp"

namespace media_sync {

class subsonic_credentials {
  public:
    subsonic_credentials(std::string username, secret password);

    /// With u, t = md5(password + salt) and a salt s that is new each time.
    url signed_with_token(const url& request) const;
    /// With u and p = enc:<hexadecimal password>, for servers that cannot check a token because they keep only hashes.
    url signed_with_password(const url& request) const;

    /// `text` from the server, cut to a sensible length and without the password in either spelling.
    std::string without_password(std::string text) const;

    const std::string& username() const { return username_; }

  private:
    std::string username_;
    secret password_;
    secret hex_password_;
};

} // namespace media_sync
