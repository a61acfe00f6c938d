#pragma once

// Reads what is in a playlist or collection of a Plex server.

#include "plugin/media_servers/plex_api.hpp"

namespace media_sync {

/// The entries of a playlist or collection, in their order, duplicates included. not_found if the list is gone by now. Throws
/// as plex_list does.
result<std::vector<list_entry>> read_plex_entries(plex_api& api, item_type list_type, const std::string& source_id,
                                                  const cancel_token& cancel);

} // namespace media_sync
