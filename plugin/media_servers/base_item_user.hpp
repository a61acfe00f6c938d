#pragma once

// Finds the id of a Jellyfin or Emby user.

#include "plugin/media_servers/base_item_api.hpp"
#include "plugin/media_servers/base_item_requests.hpp"

namespace media_sync {

/// The id of the user with this name, however it is spelled in upper and lower case. Throws source_error if there is none or
/// more than one, or if the key may not list the users; else as base_item_api does.
std::string find_base_item_user(base_item_api& api, const base_item_requests& requests, const std::string& username,
                                const cancel_token& cancel);

} // namespace media_sync
