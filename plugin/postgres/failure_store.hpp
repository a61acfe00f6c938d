#pragma once

// Reads the failures of runs from PostgreSQL; the batches of a sync write them.

#include "plugin/core/progress/failure_store.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <memory>

namespace media_sync::postgres {

/// `pool` must outlive the store.
std::unique_ptr<failure_store> create_failure_store(connection_pool& pool);

} // namespace media_sync::postgres
