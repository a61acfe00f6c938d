#pragma once

// Writes what a user has done with items, set by set, inside the caller's transaction.

#include "plugin/core/sync/sync_store.hpp"

#include <soci/soci.h>

namespace media_sync::postgres {

/// Brings user_media_item_data up to date with the states of a batch of history or favorites that this run has not met
/// before: the newest row of (user, item), or a new one. What the server did not say stays, and a play count, a time of
/// playing or a completion is never taken back. States of items that are not in the library count as failed and are named in
/// the outcome. Throws soci::soci_error.
batch_outcome write_states(soci::session& session, run_id run, const item_batch& batch);

/// What a complete listing of the client's favorites has not shown is no favourite any more, unless another client's listing
/// still shows it: at most 5,000, so that no statement takes long. Returns how many have gone. Throws soci::soci_error.
std::int64_t forget_favorites(soci::session& session, run_id run, client_id client);

} // namespace media_sync::postgres
