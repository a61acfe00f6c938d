#include "database/base_schema.hpp"

#include "support/temporary_database.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace sample_host {
namespace {

using suasor::testing::base_schema;
using suasor::testing::temporary_database;

TEST(BaseSchema, IsMadeInAnEmptyDatabaseByAnyNumberOfHostsAtOnce) {
    temporary_database database;

    std::vector<std::jthread> hosts;
    for (int i = 0; i < 4; ++i)
        hosts.emplace_back([&] {
            connections pool(database.conninfo());
            ensure_base_schema(pool);
        });
    hosts.clear();

    EXPECT_EQ(database.sql().scalar("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"),
              "8");
}

TEST(BaseSchema, LeavesTablesThatExistAsTheyAre) {
    temporary_database database(base_schema::suasor);
    database.sql().exec("ALTER TABLE job_runs DROP COLUMN status_message;"
                        "INSERT INTO users (email, username, password) VALUES ('a', 'a', 'x')");
    connections pool(database.conninfo());

    ensure_base_schema(pool);

    EXPECT_EQ(database.sql().scalar("SELECT count(*) FROM information_schema.columns"
                                    " WHERE table_name = 'job_runs' AND column_name = 'status_message'"),
              "0");
    EXPECT_EQ(database.sql().scalar("SELECT count(*) FROM users"), "1");
    EXPECT_EQ(database.sql().scalar("SELECT count(*) FROM api_tokens"), "0");
}

} // namespace
} // namespace sample_host
