#pragma once

// Runs statements on a session of the pool: repeats what lost against a concurrent transaction, and says the rest in the
// core's terms.

#include "plugin/postgres/connection_pool.hpp"

#include <soci/soci.h>

#include <utility>

namespace media_sync::postgres {

/// Decides after a failed attempt whether there is another one.
class attempts {
  public:
    /// Sleeps with growing, jittered pauses and returns if `failure` is a deadlock, a serialisation failure or a unique
    /// violation, the marks of a concurrent transaction, and not the fifth. Otherwise throws: store_not_migrated for a table
    /// or column that is missing, store_unavailable if the server is away or overloaded, std::runtime_error with PostgreSQL's
    /// own first line for what it refuses. No text holds a statement or its values. A session that may not write is not used
    /// again: it may be with a server that was the primary once.
    void after(const soci::soci_error& failure, connection_pool::lease& lease);

  private:
    int failed_ = 0;
};

/// Calls `body(soci::session&)`, which runs one statement, and returns what it returns. Throws what attempts::after does.
template <class Body>
auto with_session(connection_pool& pool, Body&& body) {
    for (attempts tried;;) {
        auto lease = pool.checkout();
        try {
            return body(lease.session());
        } catch (const soci::soci_error& failure) {
            tried.after(failure, lease);
        }
    }
}

/// Calls `body(soci::session&)` in a transaction and returns what it returns, after the commit. An exception rolls back.
/// Throws what attempts::after does.
template <class Body>
auto in_transaction(connection_pool& pool, Body&& body) {
    return with_session(pool, [&](soci::session& session) {
        soci::transaction transaction(session);
        auto outcome = body(session);
        transaction.commit();
        return outcome;
    });
}

} // namespace media_sync::postgres
