#pragma once

// A plain libpq session with which tests look into a database, independent of the code under test.

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace suasor::testing {

/// A value in PostgreSQL's text form; empty for NULL.
using sql_value = std::optional<std::string>;
using sql_row = std::vector<sql_value>;

/// One connection. Every call throws std::runtime_error with PostgreSQL's message if it fails. Not thread-safe.
class sql_session {
  public:
    /// Connects; `conninfo` is a libpq connection string.
    explicit sql_session(const std::string& conninfo);

    /// Runs any number of statements separated by semicolons, in one implicit transaction, and drops their results.
    void exec(const std::string& script);

    /// Runs one statement, with $1, $2, ... taken from `parameters` as text, and gives its rows.
    std::vector<sql_row> rows(const std::string& statement, const std::vector<sql_value>& parameters = {});

    /// The one value of the one row that the statement must give.
    sql_value scalar(const std::string& statement, const std::vector<sql_value>& parameters = {});

    /// libpq's own handle, for what this class does not offer. Valid as long as the session.
    PGconn* native() const noexcept { return connection_.get(); }

  private:
    struct finish {
        void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    };

    std::unique_ptr<PGconn, finish> connection_;
};

} // namespace suasor::testing
