#pragma once

// A database of its own for one test, on the PostgreSQL that ctest has started.

#include "support/sql_session.hpp"

#include <string>

namespace suasor::testing {

/// What a new database holds.
enum class base_schema {
    none,   ///< nothing
    suasor, ///< Suasor's own tables, empty, as its models create them
};

/// A database that is created with this object and dropped with it, whoever is still connected.
///
/// The server is the one that SUASOR_TEST_DATABASE names; ctest sets it for the labels that need PostgreSQL. Without
/// it the constructor throws, so a test fails and never passes for want of a database.
class temporary_database {
  public:
    explicit temporary_database(base_schema schema = base_schema::none);
    ~temporary_database();
    temporary_database(const temporary_database&) = delete;
    temporary_database& operator=(const temporary_database&) = delete;

    /// A libpq connection string in keyword/value form.
    const std::string& conninfo() const noexcept { return conninfo_; }
    const std::string& name() const noexcept { return name_; }

    /// This object's own session in the database, superuser.
    sql_session& sql() noexcept { return session_; }

    /// Ends every other session in the database, as a server that goes away does.
    void disconnect_others();

  private:
    std::string server_;
    std::string name_;
    std::string conninfo_;
    sql_session session_;
};

/// Nobody can connect to a database while this object lives; who is connected stays, see disconnect_others.
class closed_database {
  public:
    explicit closed_database(const temporary_database& database);
    ~closed_database();
    closed_database(const closed_database&) = delete;
    closed_database& operator=(const closed_database&) = delete;

  private:
    const temporary_database& database_;
};

} // namespace suasor::testing
