#pragma once

// Media syncs in PostgreSQL: their runs and locks, and the items they write.

#include "plugin/core/sync/sync_store.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <memory>

namespace media_sync::postgres {

/// `executor` is this process's uuid, `stalled_after` as for create_run_store. `pool` must outlive the store. Besides
/// store_unavailable its functions throw std::runtime_error for what PostgreSQL refuses.
std::unique_ptr<sync_store> create_sync_store(connection_pool& pool, std::string executor,
                                              std::chrono::seconds stalled_after);

} // namespace media_sync::postgres
