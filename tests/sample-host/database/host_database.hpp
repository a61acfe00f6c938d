#pragma once

// An empty database with the host's tables, and users in it.

#include "database/base_schema.hpp"
#include "database/connections.hpp"
#include "database/users.hpp"

#include "support/temporary_database.hpp"

#include <string>

namespace sample_host::testing {

struct host_database {
    suasor::testing::temporary_database database;
    connections pool{database.conninfo()};

    host_database() { ensure_base_schema(pool); }

    suasor::testing::sql_session& sql() { return database.sql(); }

    suasor::principal add_user(const std::string& name, bool is_admin = false) {
        return {create_users(pool)->create({.name = name, .email = "", .is_admin = is_admin}).id, is_admin};
    }
};

} // namespace sample_host::testing
