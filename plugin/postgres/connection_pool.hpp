#pragma once

// The plugin's sessions with PostgreSQL: a bounded pool that opens them when they are first needed and replaces lost ones.

#include "plugin/core/metrics.hpp"
#include "plugin/core/secret.hpp"
#include "plugin/postgres/overdue_calls.hpp"

#include <soci/soci.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace media_sync::postgres {

struct session_limits {
    std::chrono::milliseconds checkout{5'000}; ///< how long a caller waits for a session
    std::chrono::milliseconds statement{30'000};
    std::chrono::milliseconds lock{5'000};
    std::chrono::milliseconds idle_in_transaction{10'000}; ///< after that, whoever is cut off holds no locks any more
    /// How long a session may be on loan before its server is taken for dead; and the same once the process stops.
    std::chrono::milliseconds loan{60'000};
    std::chrono::milliseconds last_loan{3'000};
    /// After an attempt to connect has failed others are refused at once for so long: neither does a server that is away hold
    /// up a thread for each request, nor do they all fall upon one that comes back.
    std::chrono::milliseconds retry{500};
};

/// Safe to call from any thread. Must outlive its leases, and `counted` it.
class connection_pool {
  public:
    class lease;

    /// Opens nothing yet. `conninfo` is a libpq connection string, `size` at least 1. Throws std::invalid_argument for one
    /// that libpq cannot read, without repeating it.
    connection_pool(const secret& conninfo, std::size_t size, session_limits limits,
                    const metrics& counted = no_metrics());
    ~connection_pool();
    connection_pool(const connection_pool&) = delete;
    connection_pool& operator=(const connection_pool&) = delete;

    /// A session for the caller alone; blocks until there is one. Throws store_unavailable after `limits.checkout`, or if the
    /// server cannot be reached.
    lease checkout();

    /// The process stops: what is on loan for longer than `limits.last_loan` is cut off, and once a session was lost or could
    /// not be opened there is no other attempt. Never blocks.
    void request_stop() noexcept;

  private:
    struct slot;
    struct state;

    std::unique_ptr<state> state_;
};

/// A session on loan; goes back when this is destroyed. A transaction left open is rolled back, a lost session is closed.
class connection_pool::lease {
  public:
    lease(state& pool, slot& held);
    ~lease();
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    soci::session& session() noexcept;

    /// Whether the server is known to have gone away.
    bool lost() noexcept;

    /// Has the session closed when it goes back: the next one may reach a server that is of more use.
    void discard() noexcept { discarded_ = true; }

  private:
    state* pool_;
    slot* slot_;
    std::optional<overdue_calls::call> on_loan_;
    bool discarded_ = false;
};

std::unique_ptr<connection_pool> create_connection_pool(const secret& conninfo, std::size_t size,
                                                        session_limits limits = {},
                                                        const metrics& counted = no_metrics());

} // namespace media_sync::postgres
