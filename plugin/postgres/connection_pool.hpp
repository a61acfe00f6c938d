#pragma once

// The plugin's sessions with PostgreSQL: a bounded pool that opens them when they are first needed and replaces lost ones.

#include "plugin/core/metrics.hpp"

#include <soci/soci.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace media_sync::postgres {

struct session_limits {
    std::chrono::milliseconds checkout{5'000}; ///< how long a caller waits for a session
    std::chrono::milliseconds statement{30'000};
    std::chrono::milliseconds lock{5'000};
    std::chrono::milliseconds idle_in_transaction{10'000}; ///< after that, whoever is cut off holds no locks any more
};

/// Safe to call from any thread. Must outlive its leases, and `counted` it.
class connection_pool {
  public:
    class lease;

    /// Opens nothing yet. `conninfo` is a libpq connection string, `size` at least 1. Throws std::invalid_argument for one
    /// that libpq cannot read, without repeating it.
    connection_pool(const std::string& conninfo, std::size_t size, session_limits limits,
                    const metrics& counted = no_metrics());
    ~connection_pool();
    connection_pool(const connection_pool&) = delete;
    connection_pool& operator=(const connection_pool&) = delete;

    /// A session for the caller alone; blocks until there is one. Throws store_unavailable after `limits.checkout`, or if the
    /// server cannot be reached.
    lease checkout();

  private:
    struct slot;
    struct state;

    std::unique_ptr<state> state_;
};

/// A session on loan; goes back when this is destroyed. A transaction left open is rolled back, a lost session is closed.
class connection_pool::lease {
  public:
    lease(state& pool, slot& held) : pool_(&pool), slot_(&held) {}
    ~lease();
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    soci::session& session() noexcept;

    /// Whether the server is known to have gone away.
    bool lost() noexcept;

  private:
    state* pool_;
    slot* slot_;
};

std::unique_ptr<connection_pool> create_connection_pool(const std::string& conninfo, std::size_t size,
                                                        session_limits limits = {},
                                                        const metrics& counted = no_metrics());

} // namespace media_sync::postgres
