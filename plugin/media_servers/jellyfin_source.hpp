#pragma once

// Reads a Jellyfin server.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_settings.hpp"

namespace media_sync {

/// `server` names the server in errors.
std::unique_ptr<media_source> create_jellyfin_source(std::string server, const api_key_config& config,
                                                     http_settings settings);

} // namespace media_sync
