#pragma once

// Brings stored media items up to date with what one of their sources says now.

#include "plugin/postgres/item_references.hpp"

namespace media_sync::postgres {

struct changed_item {
    std::size_t n; ///< position in the ready items
    std::int64_t media_item_id;
    bool joins; ///< is a source of the media item from now on
};

/// Merges and writes the items with their mappings and keys, inside the caller's transaction; their rows are locked in order
/// of their ids first. The source that joins a media item without a primary one becomes that. Keys of a media item with
/// several sources stay whichever source they came from, so that the next server is matched by what any of them says.
///
/// Returns the positions of items whose media item the host has deleted meanwhile; nothing was written of them. Throws
/// soci::soci_error.
std::vector<std::size_t> update_items(soci::session& session, run_id run, const item_batch& batch,
                                      const std::vector<ready_item>& items, const std::vector<changed_item>& changed);

} // namespace media_sync::postgres
