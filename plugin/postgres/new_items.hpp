#pragma once

// Writes the items of a batch that are nobody's yet.

#include "plugin/postgres/item_parts.hpp"
#include "plugin/postgres/item_references.hpp"

#include <soci/soci.h>

#include <vector>

namespace media_sync::postgres {

/// Makes a media item, its mapping and its keys of each of `fresh`, positions in `items`; this client is its primary source.
/// Returns the media items. Throws soci::soci_error.
media_item_ids create_items(soci::session& session, run_id run, const item_batch& batch,
                            const std::vector<ready_item>& items, std::vector<std::size_t> fresh);

} // namespace media_sync::postgres
