#include "migrated_database.hpp"
#include "plugin/core/result.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/transaction.hpp"
#include "support/recorded_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace media_sync::postgres {

namespace {

using namespace std::chrono_literals;
using suasor::testing::closed_database;
using suasor::testing::temporary_database;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string text_of_one(soci::session& session, const sql_text& sql) {
    std::string text;
    query(session, sql).each([&](const soci::row& row) { text = text_of(row, "value"); });
    return text;
}

std::string ask(connection_pool& pool, const sql_text& sql) {
    return with_session(pool, [&](soci::session& session) { return text_of_one(session, sql); });
}

std::string ask_until_answered(connection_pool& pool) {
    while (true) {
        try {
            return ask(pool, "SELECT 'here' AS value");
        } catch (const store_unavailable&) {
        }
    }
}

TEST(ConnectionPool, LimitsEverySession) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});

    EXPECT_EQ(ask(pool, "SELECT current_setting('statement_timeout') AS value"), "30s");
    EXPECT_EQ(ask(pool, "SELECT current_setting('lock_timeout') AS value"), "5s");
    EXPECT_EQ(ask(pool, "SELECT current_setting('idle_in_transaction_session_timeout') AS value"), "10s");
    EXPECT_EQ(ask(pool, "SELECT current_setting('application_name') AS value"), "suasor_media_sync");
}

TEST(ConnectionPool, LetsNoStatementBeCompiled) {
    temporary_database database;
    database.sql().exec("ALTER DATABASE " + database.name() + " SET jit = on");
    connection_pool pool(database.conninfo(), 1, {});

    EXPECT_EQ(ask(pool, "SELECT current_setting('jit') AS value"), "off");
}

TEST(ConnectionPool, LendsNoMoreThanItHasAndWaitsNoLongerThanItMay) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {.checkout = 20ms});
    const auto held = pool.checkout();

    EXPECT_THROW(pool.checkout(), store_unavailable);
}

TEST(ConnectionPool, HandsAReturnedSessionToWhoeverWaits) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});
    std::unique_ptr<connection_pool::lease> held(new connection_pool::lease(pool.checkout()));

    auto waiting = std::async(std::launch::async, [&] { return ask(pool, "SELECT 'here' AS value"); });
    held.reset();

    EXPECT_EQ(waiting.get(), "here");
}

TEST(ConnectionPool, CountsWhatIsInUseAndWhoHasToWait) {
    temporary_database database;
    test::recorded_metrics counted;
    session_limits limits;
    limits.checkout = 20ms;
    connection_pool pool(database.conninfo(), 1, limits, counted);

    {
        const auto held = pool.checkout();
        EXPECT_THROW(pool.checkout(), store_unavailable);
        EXPECT_THAT(counted.events.entries(), ElementsAre("taken", "awaited"));
    }

    EXPECT_THAT(counted.events.entries(), ElementsAre("taken", "awaited", "returned"));
}

TEST(ConnectionPool, CountsASessionThatCannotBeOpenedAsReturned) {
    test::recorded_metrics counted;
    connection_pool pool("host=127.0.0.1 port=1", 1, {}, counted);

    EXPECT_THROW(pool.checkout(), store_unavailable);

    EXPECT_THAT(counted.events.entries(), ElementsAre("taken", "returned"));
}

TEST(ConnectionPool, ReplacesASessionThatTheServerHasEnded) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});
    const auto before = ask(pool, "SELECT pg_backend_pid()::text AS value");

    database.disconnect_others();
    // The server ends the session a moment after it was told to: the one who asks in that moment is told to come again.
    std::string after;
    while (after.empty() || after == before) {
        try {
            after = ask(pool, "SELECT pg_backend_pid()::text AS value");
        } catch (const store_unavailable&) {
        }
    }

    EXPECT_NE(after, before);
}

TEST(ConnectionPool, KeepsWhatTheServerHasToNoteOffTheStandardError) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});
    testing::internal::CaptureStderr();

    with_session(pool, [](soci::session& session) {
        session << "DO $$ BEGIN RAISE WARNING 'a note'; END $$";
        return true;
    });

    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ConnectionPool, AsksAServerThatWasAwayOnceInAWhileHoweverManyWantASession) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 2, {.retry = 1h});
    {
        const closed_database closed(database);
        EXPECT_THROW(pool.checkout(), store_unavailable);
    }

    EXPECT_THROW(pool.checkout(), store_unavailable) << "it is there again, but nobody has asked";
}

TEST(ConnectionPool, HealsWhenTheServerIsThereAgain) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 2, {.retry = 1ms});
    {
        const closed_database closed(database);
        for (int i = 0; i < 3; ++i)
            EXPECT_THROW(pool.checkout(), store_unavailable);
    }

    EXPECT_EQ(ask_until_answered(pool), "here");
}

TEST(ConnectionPool, HangsUpOnAServerThatDoesNotAnswer) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {.loan = 100ms});

    EXPECT_THROW(ask(pool, "SELECT pg_sleep(25)::text AS value"), store_unavailable);

    EXPECT_EQ(ask_until_answered(pool), "here") << "from time to time a busy machine takes longer than the loan, too";
}

TEST(ConnectionPool, HangsUpEarlierOnceTheProcessStops) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {.last_loan = 100ms});
    auto asking = std::async(std::launch::async, [&] { return ask(pool, "SELECT pg_sleep(25)::text AS value"); });

    pool.request_stop();

    EXPECT_THROW(asking.get(), store_unavailable);
    EXPECT_THROW(pool.checkout(), store_unavailable) << "who stops does not wait for that server again";
}

TEST(ConnectionPool, TriesAServerThatIsAwayOnceMoreOnlyWhenTheProcessStops) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 2, {.retry = 0ms});
    pool.request_stop();
    {
        const closed_database closed(database);
        EXPECT_THROW(pool.checkout(), store_unavailable);
    }

    EXPECT_THROW(pool.checkout(), store_unavailable);
}

TEST(ConnectionPool, OpensSessionsForAProcessThatStopsWhateverHasFailedLongAgo) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 2, {.retry = 0ms});
    {
        const closed_database closed(database);
        EXPECT_THROW(pool.checkout(), store_unavailable);
    }
    const auto first = pool.checkout();

    pool.request_stop();

    EXPECT_NO_THROW(pool.checkout());
}

// As those that were opened while the server was a standby, or was told not to be written to.
TEST(ConnectionPool, DoesNotKeepASessionThatMayNotWrite) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (n int)");
    database.sql().exec("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
    connection_pool pool(database.conninfo(), 1, {});
    const auto write = [&] {
        return with_session(pool,
                            [](soci::session& session) { return query(session, "INSERT INTO t VALUES (1)").run(); });
    };

    EXPECT_THROW(write(), store_unavailable);
    EXPECT_EQ(ask(pool, "SELECT count(*)::text AS value FROM t"), "0");
    database.sql().exec("ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");
    EXPECT_THROW(write(), store_unavailable) << "the session that has read";

    EXPECT_EQ(write(), 1);
}

TEST(ConnectionPool, SaysThatTheServerIsAwayWithoutThePassword) {
    connection_pool pool("host=127.0.0.1 port=1 user=u password=swordfish dbname=d", 1, {});

    try {
        pool.checkout();
        FAIL() << "there is no server";
    } catch (const store_unavailable& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("cannot be reached"));
        EXPECT_THAT(failure.what(), Not(HasSubstr("swordfish")));
    }
}

TEST(ConnectionPool, RefusesAMalformedConnectionStringWithoutRepeatingIt) {
    try {
        connection_pool pool("host=h password=sword fish", 1, {});
        FAIL() << "libpq cannot read this";
    } catch (const std::invalid_argument& failure) {
        EXPECT_THAT(failure.what(), Not(HasSubstr("fish")));
    }
}

TEST(Transaction, LeavesNothingWhenItsBodyThrows) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (n int)");
    connection_pool pool(database.conninfo(), 1, {});

    EXPECT_THROW(in_transaction(pool,
                                [](soci::session& session) -> int {
                                    query(session, "INSERT INTO t VALUES (1)").run();
                                    throw std::domain_error("stop");
                                }),
                 std::domain_error);

    EXPECT_EQ(ask(pool, "SELECT count(*)::text AS value FROM t"), "0");
}

TEST(Transaction, IsTriedAgainAfterADeadlock) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0), (2, 0)");
    connection_pool pool(database.conninfo(), 2, {});
    std::promise<void> left_has_one, right_has_two;
    int attempts_made = 0;
    std::mutex counting;

    const auto add = [&](int first, int second, std::promise<void>& mine, std::future<void> theirs) {
        in_transaction(pool, [&, tried = false](soci::session& session) mutable {
            query(session, "UPDATE t SET n = n + 1 WHERE id = :id::int").bind("id", first).run();
            if (!std::exchange(tried, true)) {
                mine.set_value();
                theirs.wait();
            }
            {
                std::lock_guard lock(counting);
                ++attempts_made;
            }
            return query(session, "UPDATE t SET n = n + 1 WHERE id = :id::int").bind("id", second).run();
        });
    };
    auto left = std::async(std::launch::async, [&] { add(1, 2, left_has_one, right_has_two.get_future()); });
    add(2, 1, right_has_two, left_has_one.get_future());
    left.get();

    EXPECT_EQ(ask(pool, "SELECT string_agg(n::text, ' ') AS value FROM t"), "2 2");
    EXPECT_GE(attempts_made, 3);
}

TEST(Transaction, SaysWhatPostgresqlRefusesWithoutItsValues) {
    temporary_database database;
    database.sql().exec("CREATE TABLE t (n int CHECK (n < 5))");
    connection_pool pool(database.conninfo(), 1, {});

    try {
        with_session(pool, [](soci::session& session) {
            return query(session, "INSERT INTO t VALUES (:n::int)").bind("n", 987654).run();
        });
        FAIL() << "the check must refuse it";
    } catch (const std::runtime_error& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("t_n_check"));
        EXPECT_THAT(failure.what(), Not(HasSubstr("987654")));
    }
}

// Whatever PostgreSQL cannot do now and may do later, in its own words.
TEST(Transaction, TakesWhatPassesForUnavailable) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});
    with_session(pool, [](soci::session& session) {
        return query(session, "CREATE FUNCTION fail(code text) RETURNS void LANGUAGE plpgsql AS "
                              "$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = code; END $$")
            .run();
    });
    const auto raise = [&](const std::string& sqlstate) {
        with_session(pool, [&](soci::session& session) {
            return query(session, "SELECT fail(:code)").bind("code", sqlstate).run();
        });
    };

    for (const auto* passing :
         {"08006", "25006", "25P03", "40001", "40P01", "53100", "53200", "53300", "55P03", "57014", "57P03", "58030"})
        EXPECT_THROW(raise(passing), store_unavailable) << passing;
    for (const auto* lasting : {"22P02", "23514", "42501", "P0001"}) {
        try {
            raise(lasting);
            FAIL() << lasting;
        } catch (const store_unavailable&) {
            FAIL() << lasting;
        } catch (const std::runtime_error&) {
        }
    }
}

TEST(Transaction, TellsAMissingMigrationApart) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});

    EXPECT_THROW(ask(pool, "SELECT 'x' AS value FROM job_executors"), store_not_migrated);
}

} // namespace

} // namespace media_sync::postgres
