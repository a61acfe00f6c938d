#pragma once

// Runs in PostgreSQL, for the job service and the routes.

#include "plugin/core/progress/run_store.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <memory>

namespace media_sync::postgres {

/// `executor` is this process's uuid. A run whose executor lives counts as stalled when nothing has advanced for
/// `stalled_after`. `pool` must outlive the store. Besides store_unavailable its functions throw std::runtime_error for
/// what PostgreSQL refuses.
std::unique_ptr<run_store> create_run_store(connection_pool& pool, std::string executor,
                                            std::chrono::seconds stalled_after);

} // namespace media_sync::postgres
