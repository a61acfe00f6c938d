#include "database/migrator.hpp"

#include "sample-host/captured_log.hpp"
#include "support/temporary_database.hpp"

#include <suasor/types.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace sample_host::database {
namespace {

using namespace std::chrono_literals;
using ::suasor::testing::sql_session;
using ::suasor::testing::temporary_database;
using testing::captured_log;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

migration_step in_transaction(std::string sql) {
    return {std::move(sql), true};
}
migration_step alone(std::string sql) {
    return {std::move(sql), false};
}

std::vector<std::string> titles(const std::vector<migrated>& done) {
    std::vector<std::string> all;
    for (const auto& each : done)
        all.push_back(each.plugin + " " + std::to_string(each.version));
    return all;
}

/// What a call that must fail says.
template <class Call>
suasor::error failure_of(Call&& call) {
    try {
        call();
    } catch (const suasor::error& failure) {
        return failure;
    }
    ADD_FAILURE() << "it succeeded";
    return {SUASOR_OK, ""};
}

class Migrator : public ::testing::Test {
  protected:
    static constexpr int k_until_it_works = 100'000;

    std::unique_ptr<migrator> create(int attempts = k_until_it_works) {
        migrator_options options;
        options.lock_timeout = 50ms;
        options.attempts = attempts;
        options.first_pause = 1ms;
        options.longest_pause = 20ms;
        options.turn_poll = 1ms;
        return create_migrator(database.conninfo(), log, options);
    }

    std::unique_ptr<migrator> create(std::vector<migration> registered, int attempts = k_until_it_works) {
        auto made = create(attempts);
        for (auto& each : registered)
            made->add(std::move(each));
        return made;
    }

    std::string count(const std::string& from) { return database.sql().scalar("SELECT count(*) FROM " + from).value(); }
    bool exists(const std::string& relation) {
        return database.sql().scalar("SELECT to_regclass($1) IS NOT NULL", {relation}) == "t";
    }

    temporary_database database;
    captured_log log;

    const migration films{
        "b_plugin", 1, "films", {in_transaction("CREATE TABLE films (id int)")}, {in_transaction("DROP TABLE films")}};
    const migration titles_of_films{
        "b_plugin",
        2,
        "titles",
        {in_transaction("ALTER TABLE films ADD title text"),
         in_transaction("INSERT INTO films VALUES (1, ':not_a_parameter')"),
         alone("DROP INDEX CONCURRENTLY IF EXISTS films_title"),
         alone("CREATE INDEX CONCURRENTLY films_title ON films (title)")},
        {alone("DROP INDEX CONCURRENTLY IF EXISTS films_title"), in_transaction("ALTER TABLE films DROP title")}};
    const migration songs{
        "a_plugin", 1, "songs", {in_transaction("CREATE TABLE songs (id int)")}, {in_transaction("DROP TABLE songs")}};
};

TEST_F(Migrator, AppliesInTheOrderOfPluginAndVersionAndOnlyOnce) {
    const auto migrator = create({titles_of_films, films, songs});

    EXPECT_THAT(titles(migrator->up()), ElementsAre("a_plugin 1", "b_plugin 1", "b_plugin 2"));
    EXPECT_THAT(migrator->up(), IsEmpty());

    EXPECT_TRUE(exists("films_title"));
    EXPECT_EQ(database.sql().scalar("SELECT title FROM films"), ":not_a_parameter");
    EXPECT_EQ(count("suasor_host_migrations WHERE state = 'applied'"), "3");
}

TEST_F(Migrator, SaysHowTheDatabaseStandsToEachAndChangesNothing) {
    const auto standings = [](const std::unique_ptr<migrator>& of) {
        std::vector<std::pair<std::string, migration_standing>> all;
        for (const auto& each : of->status())
            all.emplace_back(each.plugin + " " + std::to_string(each.version), each.standing);
        return all;
    };
    const auto both = create({films, songs});
    EXPECT_THAT(standings(both), ElementsAre(Pair("a_plugin 1", migration_standing::pending),
                                             Pair("b_plugin 1", migration_standing::pending)));
    EXPECT_FALSE(exists("suasor_host_migrations"));

    both->up();
    EXPECT_THAT(standings(both), ElementsAre(Pair("a_plugin 1", migration_standing::applied),
                                             Pair("b_plugin 1", migration_standing::applied)));

    auto changed = films;
    changed.up.push_back(in_transaction("SELECT 1"));
    EXPECT_THAT(standings(create({changed, titles_of_films})),
                ElementsAre(Pair("a_plugin 1", migration_standing::unknown),
                            Pair("b_plugin 1", migration_standing::changed),
                            Pair("b_plugin 2", migration_standing::pending)));

    database.sql().exec("UPDATE suasor_host_migrations SET state = 'undoing'");
    EXPECT_THAT(standings(create({songs})).front(), Pair("a_plugin 1", migration_standing::unfinished));
    EXPECT_THAT(titles(create({songs, films})->migrations()), ElementsAre("a_plugin 1", "b_plugin 1"));
}

TEST_F(Migrator, UndoesInTheReverseOrder) {
    const auto migrator = create({films, titles_of_films, songs});
    migrator->up();

    EXPECT_THAT(titles(migrator->down(std::nullopt)), ElementsAre("b_plugin 2", "b_plugin 1", "a_plugin 1"));

    EXPECT_FALSE(exists("films"));
    EXPECT_FALSE(exists("songs"));
    EXPECT_EQ(count("suasor_host_migrations"), "0");
    EXPECT_THAT(titles(migrator->up()), SizeIs(3));
}

TEST_F(Migrator, UndoesOnePluginAlone) {
    const auto migrator = create({films, songs});
    migrator->up();

    EXPECT_THAT(titles(migrator->down("a_plugin")), ElementsAre("a_plugin 1"));

    EXPECT_TRUE(exists("films"));
    EXPECT_FALSE(exists("songs"));
}

TEST_F(Migrator, RefusesAMigrationThatHasChangedSinceItWasApplied) {
    create({films})->up();
    auto changed = films;
    changed.up[0].sql += " ";

    const auto failure = failure_of([&] { create({changed, songs})->up(); });

    EXPECT_EQ(failure.status(), SUASOR_E_CONFLICT);
    EXPECT_THAT(failure.what(), HasSubstr("migration 1 films of b_plugin is recorded with another text"));
    EXPECT_FALSE(exists("songs"));
}

TEST_F(Migrator, TakesAMovedFlagForAChange) {
    create({films})->up();
    auto changed = films;
    changed.down[0].transactional = false;

    EXPECT_EQ(failure_of([&] { create({changed})->up(); }).status(), SUASOR_E_CONFLICT);
}

TEST_F(Migrator, LeavesAnUnknownMigrationAloneAndSaysSo) {
    create({films, titles_of_films})->up();

    const auto older = create({films});
    EXPECT_THAT(older->up(), IsEmpty());

    EXPECT_THAT(log.lines_with("not known"), ElementsAre(HasSubstr("plugin=b_plugin version=2 name=titles")));
}

TEST_F(Migrator, RollsBackAFailedTransactionAndSaysWhichStepFailed) {
    const migration broken{
        "c_plugin", 3, "broken", {in_transaction("CREATE TABLE half (id int)"), in_transaction("SELECT nonsense")}, {}};

    const auto failure = failure_of([&] { create({songs, broken})->up(); });

    EXPECT_EQ(failure.status(), SUASOR_E_INTERNAL);
    EXPECT_THAT(failure.what(), HasSubstr("migration 3 broken of c_plugin failed in up step 2 of 2"));
    EXPECT_THAT(failure.what(), HasSubstr("42703"));
    EXPECT_FALSE(exists("half"));
    EXPECT_TRUE(exists("songs"));
}

TEST_F(Migrator, GoesOnAfterTheBlockThatSucceeded) {
    migration in_two_blocks{
        "c_plugin",
        1,
        "two",
        {in_transaction("CREATE TABLE first (id int)"), alone("CREATE INDEX CONCURRENTLY i ON later (id)")},
        {in_transaction("DROP TABLE first")}};
    failure_of([&] { create({in_two_blocks})->up(); });
    ASSERT_TRUE(exists("first"));
    database.sql().exec("CREATE TABLE later (id int)");

    EXPECT_THAT(titles(create({in_two_blocks})->up()), ElementsAre("c_plugin 1"));

    EXPECT_TRUE(exists("i"));
}

TEST_F(Migrator, FinishesAnUndoThatStoppedHalfWay) {
    const migration in_two_blocks{
        "c_plugin",
        1,
        "two",
        {in_transaction("CREATE TABLE first (id int)")},
        {alone("CREATE TABLE undone_once (id int)"), in_transaction("DROP TABLE first, second")}};
    const auto migrator = create({in_two_blocks});
    migrator->up();
    failure_of([&] { migrator->down(std::nullopt); });

    EXPECT_EQ(failure_of([&] { migrator->up(); }).status(), SUASOR_E_CONFLICT);
    database.sql().exec("CREATE TABLE second (id int)");
    EXPECT_THAT(titles(migrator->down(std::nullopt)), ElementsAre("c_plugin 1"));

    EXPECT_FALSE(exists("first"));
}

TEST_F(Migrator, TriesAgainWhenALockIsTaken) {
    database.sql().exec("CREATE TABLE busy (id int)");
    const migration waiting{"c_plugin", 1, "waiting", {in_transaction("ALTER TABLE busy ADD more int")}, {}};
    sql_session other(database.conninfo());
    other.exec("BEGIN");
    other.exec("LOCK TABLE busy");

    auto applied = std::async(std::launch::async, [&] { return titles(create({waiting})->up()); });
    while (log.lines_with("tried again").empty())
        std::this_thread::yield();
    other.exec("COMMIT");

    EXPECT_THAT(applied.get(), ElementsAre("c_plugin 1"));
}

TEST_F(Migrator, GivesUpOnALockThatIsNeverFreed) {
    database.sql().exec("CREATE TABLE busy (id int)");
    const migration waiting{"c_plugin", 1, "waiting", {in_transaction("ALTER TABLE busy ADD more int")}, {}};
    sql_session other(database.conninfo());
    other.exec("BEGIN");
    other.exec("LOCK TABLE busy");

    const auto failure = failure_of([&] { create({waiting}, 4)->up(); });

    EXPECT_THAT(failure.what(), HasSubstr("55P03"));
    EXPECT_THAT(log.lines_with("tried again"), SizeIs(3));
}

TEST_F(Migrator, RepeatsAWholeBlockOfLonelySteps) {
    database.sql().exec("CREATE TABLE indexed (id int)");
    const migration index{
        "c_plugin",
        1,
        "index",
        {alone("DROP INDEX CONCURRENTLY IF EXISTS i"), alone("CREATE INDEX CONCURRENTLY i ON indexed (id)")},
        {}};
    sql_session other(database.conninfo());
    other.exec("BEGIN");
    other.exec("INSERT INTO indexed VALUES (1)"); // the index is created, and then waits for this to end

    auto applied = std::async(std::launch::async, [&] { return titles(create({index})->up()); });
    while (log.lines_with("tried again").empty())
        std::this_thread::yield();
    other.exec("COMMIT");

    EXPECT_THAT(applied.get(), ElementsAre("c_plugin 1"));
    EXPECT_EQ(database.sql().scalar("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"), "t");
}

TEST_F(Migrator, MigratesOnceWhenSeveralHostsStartTogether) {
    std::vector<std::future<std::size_t>> hosts;
    for (int i = 0; i < 4; ++i)
        hosts.push_back(std::async(std::launch::async, [&] {
            return create({films, titles_of_films, songs})->up().size();
        }));

    std::size_t applied = 0;
    for (auto& host : hosts)
        applied += host.get();

    EXPECT_EQ(applied, 3u);
    EXPECT_EQ(count("films"), "1");
}

TEST_F(Migrator, TakesOneStatementAStep) {
    const migration two{"c_plugin", 1, "two", {in_transaction("CREATE TABLE a (id int); CREATE TABLE b (id int)")}, {}};

    EXPECT_THAT(failure_of([&] { create({two})->up(); }).what(), HasSubstr("multiple commands"));
}

TEST_F(Migrator, RefusesWhatIsNoMigration) {
    const auto migrator = create({films});

    EXPECT_EQ(failure_of([&] { migrator->add(films); }).status(), SUASOR_E_EXISTS);
    EXPECT_EQ(failure_of([&] {
                  migrator->add({"c_plugin", 0, "zero", films.up, {}});
              }).status(),
              SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(failure_of([&] { migrator->add({"c_plugin", 1, "empty", {}, {}}); }).status(), SUASOR_E_INVALID_ARGUMENT);
}

TEST_F(Migrator, ForgetsWhatAPluginHasRegistered) {
    const auto migrator = create({films, songs});

    migrator->forget("a_plugin");

    EXPECT_THAT(titles(migrator->up()), ElementsAre("b_plugin 1"));
}

TEST_F(Migrator, GivesUpWaitingForAnotherHostsTurnWhenItIsInterrupted) {
    sql_session other(database.conninfo());
    other.exec("SELECT pg_advisory_lock(hashtextextended('suasor_host_migrations', 0))");
    const auto migrator = create({films});
    auto migrating = std::async(std::launch::async, [&] { return failure_of([&] { migrator->up(); }); });

    migrator->interrupt();

    EXPECT_EQ(migrating.get().status(), SUASOR_E_CANCELLED);
    EXPECT_FALSE(exists("films"));
}

TEST_F(Migrator, GivesUpAStatementThatIsUnderWayWhenItIsInterruptedAndTheNextGoesOn) {
    const migration slow{
        "c_plugin", 1, "slow", {alone("CREATE TABLE a (id int)"), in_transaction("SELECT pg_sleep(600)")}, {}};
    const auto migrator = create({slow});
    auto migrating = std::async(std::launch::async, [&] { return failure_of([&] { migrator->up(); }); });
    while (count("pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'") == "0")
        std::this_thread::yield();

    migrator->interrupt();

    EXPECT_EQ(migrating.get().status(), SUASOR_E_CANCELLED);
    EXPECT_EQ(failure_of([&] { migrator->up(); }).status(), SUASOR_E_CANCELLED) << "from now on";
    EXPECT_TRUE(exists("a"));
    EXPECT_EQ(database.sql().scalar("SELECT steps FROM suasor_host_migrations WHERE plugin = 'c_plugin'"), "1");
}

TEST_F(Migrator, SaysThatTheDatabaseIsAwayWithoutItsPassword) {
    const auto migrator = create_migrator("host=/nowhere password=hunter2 dbname=x", log);

    const auto failure = failure_of([&] { migrator->up(); });

    EXPECT_EQ(failure.status(), SUASOR_E_UNAVAILABLE);
    EXPECT_THAT(failure.what(), ::testing::Not(HasSubstr("hunter2")));
}

} // namespace
} // namespace sample_host::database
