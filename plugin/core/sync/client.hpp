#pragma once

// A media server that a user has connected: a row of Suasor's table `clients`.

#include "plugin/core/progress/run.hpp"
#include "plugin/core/secret.hpp"

#include <string>

namespace media_sync {

using client_id = std::uint64_t; ///< clients.id

struct client_record {
    client_id id = 0;
    user_id owner = 0;
    std::string type; ///< "jellyfin", "emby", "plex", "subsonic", or another that is not ours
    std::string name;
    bool enabled = true;
    secret config; ///< the JSON text of clients.config, which holds secrets; "" if NULL
};

} // namespace media_sync
