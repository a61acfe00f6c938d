// The host's own sessions with PostgreSQL: a small pool that opens them when needed and replaces the lost ones.
#pragma once

#include "secret.hpp"

#include <soci/soci.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace sample_host {

/// The database cannot be reached, went away in the middle of a statement, or cannot do it now; trying again later may help.
/// The text holds no password. HTTP answers it with 503.
class database_unavailable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// PostgreSQL refused a statement. The text is PostgreSQL's own first line, without the statement and its values: those may
/// be secrets.
class database_error : public std::runtime_error {
  public:
    database_error(const std::string& text, std::string sqlstate)
        : std::runtime_error(text), sqlstate_(std::move(sqlstate)) {}

    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    const std::string& sqlstate() const noexcept { return sqlstate_; }

  private:
    std::string sqlstate_;
};

/// Limits of the pool and of every session in it.
struct connection_limits {
    std::size_t sessions = 8;
    std::chrono::milliseconds borrow_timeout{5'000};
    std::chrono::milliseconds statement_timeout{30'000};
    std::chrono::milliseconds lock_timeout{10'000};
    std::chrono::milliseconds idle_in_transaction_timeout{60'000};
};

/// A pool of sessions. Opens nothing until the first use. [any-thread], and every call may block.
class connections {
  public:
    /// `conninfo` is a libpq connection string, keyword/value or URI. Throws suasor::error if it is neither.
    explicit connections(const secret& conninfo, connection_limits limits = {});
    ~connections();
    connections(const connections&) = delete;
    connections& operator=(const connections&) = delete;

    const secret& conninfo() const noexcept;

    /// Calls `body(soci::session&)` with a session that nobody else uses and returns what it returns. A transaction that
    /// `body` leaves open is rolled back. Throws database_unavailable if there is no session to be had, it is lost meanwhile, or
    /// PostgreSQL cannot do it now, and database_error for what it refuses.
    template <class Body>
    decltype(auto) use(Body&& body) {
        lease held(*this);
        try {
            return std::forward<Body>(body)(held.session());
        } catch (const soci::soci_error& failure) {
            held.fail(failure);
        }
    }

  private:
    struct slot;
    struct state;

    class lease {
      public:
        explicit lease(connections& pool);
        ~lease();
        lease(const lease&) = delete;
        lease& operator=(const lease&) = delete;

        soci::session& session() noexcept;
        [[noreturn]] void fail(const soci::soci_error& failure);

      private:
        connections& pool_;
        slot* slot_;
        bool discarded_ = false; // it may not write: the next session may
    };

    std::unique_ptr<state> state_;
};

} // namespace sample_host
