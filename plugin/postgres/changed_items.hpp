#pragma once

// Brings stored media items up to date with what one of their sources says now.

#include "plugin/postgres/item_references.hpp"

namespace media_sync::postgres {

struct changed_item {
    const ready_item* ready;
    std::int64_t media_item_id;
    bool is_primary; ///< of the source that has changed
};

/// Merges and writes the items with their mappings and keys, inside the caller's transaction; their rows are locked in order
/// of their ids first. Returns how many there are. Throws soci::soci_error.
std::int64_t update_items(soci::session& session, run_id run, const item_batch& batch,
                          const std::vector<changed_item>& changed);

} // namespace media_sync::postgres
