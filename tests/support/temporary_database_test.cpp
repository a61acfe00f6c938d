#include "support/temporary_database.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

namespace suasor::testing {
namespace {

TEST(TemporaryDatabase, HoldsSuasorsTablesWhenAskedFor) {
    temporary_database database(base_schema::suasor);

    database.sql().exec("INSERT INTO job_runs(job_name, job_type, status) VALUES ('a', 'sync', 'running')");

    EXPECT_EQ(database.sql().scalar("SELECT count(*) FROM job_runs WHERE job_name = $1", {"a"}), "1");
    EXPECT_EQ(database.sql().scalar("SELECT user_id FROM job_runs"), std::nullopt);
}

TEST(TemporaryDatabase, IsEmptyOtherwiseAndUnlikeAnyOther) {
    temporary_database first;
    temporary_database second;

    EXPECT_NE(first.name(), second.name());
    EXPECT_EQ(first.sql().scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
}

TEST(TemporaryDatabase, IsDroppedThoughSomebodyIsConnected) {
    temporary_database observer;
    std::string name;
    auto left_open = [&] {
        temporary_database database;
        name = database.name();
        return sql_session(database.conninfo());
    }();

    EXPECT_EQ(observer.sql().scalar("SELECT count(*) FROM pg_database WHERE datname = $1", {name}), "0");
    EXPECT_THROW(left_open.exec("SELECT 1"), std::runtime_error);
}

TEST(TemporaryDatabase, DisconnectsTheOthersAndNotItself) {
    temporary_database database;
    sql_session other(database.conninfo());

    database.disconnect_others();

    EXPECT_THROW(other.exec("SELECT 1"), std::runtime_error);
    EXPECT_EQ(database.sql().scalar("SELECT 1"), "1");
}

TEST(TemporaryDatabase, FailsWithTheWayOutWhenThereIsNoServer) {
    const char* variable = std::getenv("SUASOR_TEST_DATABASE");
    const std::string server = variable ? variable : "";
    ::unsetenv("SUASOR_TEST_DATABASE");

    try {
        temporary_database database;
        ADD_FAILURE() << "a database came from nowhere";
    } catch (const std::runtime_error& failure) {
        EXPECT_NE(std::string(failure.what()).find("tests/run"), std::string::npos);
    }
    ::setenv("SUASOR_TEST_DATABASE", server.c_str(), 1);
}

} // namespace
} // namespace suasor::testing
