#pragma once

// Writes the items of a batch, set by set, inside the caller's transaction.

#include "plugin/core/sync/sync_store.hpp"

#include <soci/soci.h>

namespace media_sync::postgres {

/// Creates, updates or merely marks as seen what the batch holds and this run has not met before, and says how many of each.
/// An item whose id no index can hold, or which has none, fails, and the others do not.
/// Throws soci::soci_error; a deadlock, or a mapping that somebody else made meanwhile, is worth another attempt at the
/// whole transaction.
batch_outcome write_items(soci::session& session, run_id run, const item_batch& batch);

} // namespace media_sync::postgres
