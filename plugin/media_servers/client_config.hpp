#pragma once

// Reads clients.config, Suasor's JSON of how to reach a media server.

#include "plugin/core/sync/client.hpp"
#include "plugin/media_servers/secret.hpp"
#include "plugin/media_servers/url.hpp"

namespace media_sync {

struct subsonic_config {
    url base_url; ///< with the path prefix that the user gave
    std::string username;
    secret password;
};

/// How errors and logs call a client: `client 7 "Home"`.
std::string name_of(const client_record& client);

/// Throws source_error that names the client and the field if something is missing or wrong, and never quotes a value.
subsonic_config read_subsonic_config(const client_record& client);

} // namespace media_sync
