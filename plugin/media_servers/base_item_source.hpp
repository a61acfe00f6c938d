#pragma once

// Reads libraries, lists and what a user did with items from a server that speaks of base items: Jellyfin or Emby.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/base_item_requests.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_client.hpp"

namespace media_sync {

/// What makes a server one product or the other.
struct base_item_product {
    std::string name; ///< for example "Jellyfin"
    http_header credential;
    std::unique_ptr<base_item_requests> requests;
};

/// `server` names the server in errors. The user is looked up by name if the configuration has no id.
std::unique_ptr<media_source> create_base_item_source(std::string server, base_item_product product,
                                                      const api_key_config& config, http_settings settings);

} // namespace media_sync
