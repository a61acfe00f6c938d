#pragma once

// Which sync is under way for which client: runs that wait for their start, and the locks that let only one of a kind.

#include "plugin/core/sync/sync_store.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <string>

namespace media_sync::postgres {

/// Takes the locks of the request's (client, sync type) pairs, a full sync those of every type, and inserts a pending run of
/// `executor`; or gives the run that holds one of them. The locks of runs that have ended are taken over.
stored_sync store_sync(connection_pool& pool, const std::string& executor, const sync_request& request);

/// Gives back the locks of a run, inside the caller's transaction.
void release_locks(soci::session& session, run_id run);

/// See sync_store::due.
std::vector<due_sync> due_syncs(soci::session& session, std::size_t limit);

/// Notes in the run's media_sync_jobs row, if it has one, that it was synced just now; inside the caller's transaction.
void note_sync_time(soci::session& session, run_id run);

} // namespace media_sync::postgres
