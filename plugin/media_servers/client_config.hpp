#pragma once

// Reads clients.config, Suasor's JSON of how to reach a media server.

#include "plugin/core/secret.hpp"
#include "plugin/core/sync/client.hpp"
#include "plugin/media_servers/url.hpp"

namespace media_sync {

/// Of Jellyfin and Emby. One of user id and user name is there.
struct api_key_config {
    url base_url; ///< with the path prefix that the user gave
    secret api_key;
    std::string user_id; ///< the server's
    std::string username;
};

struct subsonic_config {
    url base_url; ///< with the path prefix that the user gave
    std::string username;
    secret password;
};

struct plex_config {
    url base_url; ///< with the path prefix that the user gave
    secret token;
};

/// How errors and logs call a client: `client 7 "Home"`.
std::string name_of(const client_record& client);

// Each throws source_error that names the client and the field if something is missing or wrong, and never quotes a value.

api_key_config read_api_key_config(const client_record& client);
plex_config read_plex_config(const client_record& client);
subsonic_config read_subsonic_config(const client_record& client);

} // namespace media_sync
