#pragma once

// Reads what playlists and collections of a Jellyfin or Emby server hold.

#include "plugin/media_servers/base_item_api.hpp"
#include "plugin/media_servers/base_item_requests.hpp"

#include <functional>

namespace media_sync {

/// The entries of each list in their order, duplicates included, several lists at a time. `address` makes the address of a
/// window of the n-th list. `entry_key` is the field by which an entry is known if a page repeats it. For a list that cannot be read a problem, the text as the end of a sentence about the server.
/// Throws as base_item_api does.
std::vector<result<std::vector<list_entry>>>
read_list_entries(base_item_api& api, std::size_t lists, std::string_view entry_key,
                  const std::function<url(std::size_t, const list_window&)>& address, const cancel_token& cancel);

} // namespace media_sync
