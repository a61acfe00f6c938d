#pragma once

// The life signs of executors in PostgreSQL.

#include "plugin/core/progress/executor_store.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <memory>
#include <string>

namespace media_sync::postgres {

/// `executor` is this process's uuid. `pool` must outlive the store.
std::unique_ptr<executor_store> create_executor_store(connection_pool& pool, std::string executor);

} // namespace media_sync::postgres
