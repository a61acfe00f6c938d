#include "database/connections.hpp"

#include "host_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace sample_host {
namespace {

using suasor::testing::temporary_database;
using ::testing::HasSubstr;
using ::testing::Not;

int one(connections& pool) {
    return pool.use([](soci::session& session) {
        int value = 0;
        session << "SELECT 1", soci::into(value);
        return value;
    });
}

/// The server ends a session some time after it was told to.
void wait_until_alone(temporary_database& database) {
    while (database.sql().scalar("SELECT count(*) FROM pg_stat_activity"
                                 " WHERE datname = current_database() AND pid <> pg_backend_pid()") != "0")
        std::this_thread::yield();
}

TEST(Connections, ReplaceASessionThatTheServerHasClosed) {
    temporary_database database;
    connections pool(database.conninfo(), {.sessions = 1});
    ASSERT_EQ(one(pool), 1);

    database.disconnect_others();
    wait_until_alone(database);

    EXPECT_EQ(one(pool), 1);
}

TEST(Connections, SayThatTheDatabaseWentAwayDuringAStatement) {
    temporary_database database;
    connections pool(database.conninfo(), {.sessions = 1});

    EXPECT_THROW(pool.use([](soci::session& session) { session << "SELECT pg_terminate_backend(pg_backend_pid())"; }),
                 database_unavailable);
    EXPECT_EQ(one(pool), 1);
}

TEST(Connections, KeepWhatTheServerHasToNoteOffTheStandardError) {
    temporary_database database;
    connections pool(database.conninfo(), {.sessions = 1});
    ::testing::internal::CaptureStderr();

    pool.use([](soci::session& session) { session << "DO $$ BEGIN RAISE WARNING 'a note'; END $$"; });

    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(Connections, SayThatThereIsNoDatabase) {
    connections pool("host=/nonexistent dbname=x password=hunter2");

    try {
        one(pool);
        FAIL() << "a database that does not exist answered";
    } catch (const database_unavailable& problem) {
        EXPECT_THAT(problem.what(), Not(HasSubstr("hunter2")));
    }
    EXPECT_THROW(one(pool), database_unavailable) << "and again at once";
}

TEST(Connections, RollBackATransactionThatIsLeftOpen) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (n int)");
    connections pool(database.conninfo(), {.sessions = 1});

    pool.use([](soci::session& session) {
        session << "BEGIN";
        session << "INSERT INTO t VALUES (1)";
    });
    one(pool);

    EXPECT_EQ(database.sql().scalar("SELECT count(*) FROM t"), "0");
}

TEST(Connections, TellPostgresRefusalWithoutTheValuesOfTheStatement) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (secret text PRIMARY KEY); INSERT INTO t VALUES ('hunter2')");
    connections pool(database.conninfo());
    const std::string secret = "hunter2";

    try {
        pool.use([&](soci::session& session) { session << "INSERT INTO t VALUES (:secret)", soci::use(secret); });
        FAIL() << "a duplicate was stored";
    } catch (const database_error& problem) {
        EXPECT_EQ(problem.sqlstate(), "23505");
        EXPECT_THAT(problem.what(), Not(HasSubstr("hunter2")));
    }
}

TEST(Connections, TellWhatMayPassFromWhatIsRefused) {
    temporary_database database;
    connections pool(database.conninfo(), {.sessions = 1});
    const auto raise = [&](const std::string& sqlstate) {
        pool.use([&](soci::session& session) {
            session << "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '" + sqlstate + "'; END $$";
        });
    };

    for (const auto* passing : {"08006", "25006", "53100", "53300", "55P03", "57014", "57P03", "58030"})
        EXPECT_THROW(raise(passing), database_unavailable) << passing;
    for (const auto* lasting : {"22P02", "23514", "42501"})
        EXPECT_THROW(raise(lasting), database_error) << lasting;
}

TEST(Connections, DoNotKeepASessionThatMayNotWrite) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (n int)");
    database.sql().exec("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
    connections pool(database.conninfo(), {.sessions = 1});
    const auto write = [&] { pool.use([](soci::session& session) { session << "INSERT INTO t VALUES (1)"; }); };
    EXPECT_THROW(write(), database_unavailable);

    database.sql().exec("ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");

    EXPECT_NO_THROW(write());
}

TEST(Connections, GiveUpWhenAllAreInUse) {
    temporary_database database;
    connections pool(database.conninfo(), {.sessions = 1, .borrow_timeout = std::chrono::milliseconds(10)});

    pool.use([&](soci::session&) { EXPECT_THROW(one(pool), database_unavailable); });

    EXPECT_EQ(one(pool), 1);
}

} // namespace
} // namespace sample_host
