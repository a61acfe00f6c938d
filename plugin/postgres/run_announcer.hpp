#pragma once

// Announces changed runs with NOTIFY.

#include "plugin/core/progress/run_listener.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <memory>
#include <string>

namespace media_sync::postgres {

/// `executor` is this process's uuid. `pool` must outlive the announcer. Safe to call from any thread.
std::unique_ptr<run_announcer> create_run_announcer(connection_pool& pool, std::string executor);

} // namespace media_sync::postgres
