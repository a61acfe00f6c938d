#pragma once

#include "log.hpp"
#include "secret.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

struct pg_conn; // libpq's
struct pg_cancel;

// The session that migrations run in: libpq itself, because their text must reach PostgreSQL as it stands.
namespace sample_host::database {

/// PostgreSQL refused a statement. The text is its message, on one line.
class statement_failed : public std::runtime_error {
  public:
    statement_failed(const std::string& text, std::string sqlstate)
        : std::runtime_error(text), sqlstate_(std::move(sqlstate)) {}

    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    const std::string& sqlstate() const noexcept { return sqlstate_; }

  private:
    std::string sqlstate_;
};

/// One connection. Calls throw statement_failed, or suasor::error SUASOR_E_UNAVAILABLE if the connection is lost. Not
/// thread-safe, interrupt aside.
class migration_session {
  public:
    using row = std::vector<std::optional<std::string>>;

    /// Connects. `log` hears of PostgreSQL's notices and must outlive the session. Throws suasor::error
    /// SUASOR_E_UNAVAILABLE without the connection string.
    migration_session(const secret& connection, std::chrono::milliseconds lock_timeout, logger& log);

    /// Runs exactly one statement; `$1`, `$2`, ... are taken from `values` as text.
    std::vector<row> execute(const std::string& statement, const std::vector<std::string>& values = {});

    /// Makes a statement that is under way fail. [any-thread]
    void interrupt() const noexcept;

    /// Runs `body` between BEGIN and COMMIT; rolls back if it throws.
    template <class Body>
    void in_transaction(Body&& body) {
        execute("BEGIN");
        try {
            body();
            execute("COMMIT");
        } catch (const std::exception&) {
            roll_back();
            throw;
        }
    }

  private:
    struct close {
        void operator()(pg_conn* connection) const noexcept;
        void operator()(pg_cancel* handle) const noexcept;
    };

    void roll_back() noexcept;

    std::unique_ptr<pg_conn, close> connection_;
    std::unique_ptr<pg_cancel, close> cancel_;
};

} // namespace sample_host::database
