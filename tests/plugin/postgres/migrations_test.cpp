#include "migrated_database.hpp"
#include "plugin/core/sync/sync_store.hpp"
#include "plugin/postgres/item_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using suasor::testing::base_schema;
using suasor::testing::sql_row;
using suasor::testing::temporary_database;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Everything that the catalogue says about the schema, to compare before with after.
std::vector<sql_row> schema_of(sql_session& sql) {
    return sql.rows(
        "SELECT c.relname, c.relkind::text, c.reloptions::text, a.attname, format_type(a.atttypid, a.atttypmod), "
        "       a.attnotnull::text, pg_get_expr(d.adbin, d.adrelid) "
        "FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
        "WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 4");
}

std::string failure_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const std::runtime_error& failure) {
        return failure.what();
    }
    return "no failure";
}

void add_runs(sql_session& sql) {
    sql.exec("INSERT INTO job_runs (job_name, job_type, status, progress, total_items, status_message) "
             "VALUES ('old', 'sync', 'completed', 100, 7, 'done'), ('stuck', 'sync', 'running', 3, 0, NULL)");
}

void add_media_items(sql_session& sql) {
    sql.exec(R"(INSERT INTO media_items (type, title, release_year, sync_clients, external_ids) VALUES
        ('track',  'bare object', NULL, '{"clientID": 2, "clientType": "plex", "itemID": "abc"}', NULL),
        ('track',  'null',        NULL, NULL, '[]'),
        ('movie',  ' The Matrix ', 1999, '[{"clientID": 2, "itemID": "m1"}, {"clientID": 3, "itemID": "m2"}]',
                   '[{"source": "IMDB", "id": "tt0133093"}, {"source": "tmdb", "id": "603"}]'),
        ('track',  'later claim', NULL, '[{"clientID": 2, "itemID": "abc"}, {"clientID": "4", "itemID": "x"}]', NULL),
        ('track',  'twice',       NULL, '[{"clientID": 5, "itemID": "t"}, {"clientID": 5, "itemID": "t"}]', NULL),
        ('artist', 'ÉA',          NULL, '{}', 'null'),
        ('track',  'nonsense',    NULL, '["x", {"clientID": -1, "itemID": "n"}, {"clientID": 7}]', '{"source": "imdb"}'))");
}

TEST(Migrations, TakeSuasorsSchemaWithRowsInItThereAndBack) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    add_runs(sql);
    add_media_items(sql);
    const auto schema = schema_of(sql);
    const auto runs = sql.rows("SELECT * FROM job_runs ORDER BY id");
    const auto items = sql.rows("SELECT * FROM media_items ORDER BY id");

    migrate_up(sql);
    EXPECT_THAT(sql.rows("SELECT progress, total_items, processed_items, status_message, revision, attempt, executor "
                         "FROM job_runs ORDER BY id"),
                ElementsAre(ElementsAre("100", "7", "0", "done", "0", "0", std::nullopt),
                            ElementsAre("3", "0", "0", std::nullopt, "0", "0", std::nullopt)));
    migrate_down(sql);

    EXPECT_EQ(schema_of(sql), schema);
    EXPECT_EQ(sql.rows("SELECT * FROM job_runs ORDER BY id"), runs);
    EXPECT_EQ(sql.rows("SELECT * FROM media_items ORDER BY id"), items);
}

TEST(Migrations, TakeAJobRunsWithoutAnyOfTheColumnsThereAndBack) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    sql.exec("ALTER TABLE job_runs DROP progress, DROP total_items, DROP processed_items, DROP status_message");
    sql.exec("INSERT INTO job_runs (job_name, job_type, status) VALUES ('old', 'sync', 'completed')");
    const auto schema = schema_of(sql);

    migrate_up(sql);
    EXPECT_THAT(sql.rows("SELECT progress, total_items, processed_items, status_message FROM job_runs"),
                ElementsAre(ElementsAre("0", "0", "0", std::nullopt)));
    migrate_down(sql);

    EXPECT_EQ(schema_of(sql), schema);
}

TEST(Migrations, MayBeAppliedTwiceAndUndoneTwice) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    add_media_items(sql);
    const auto before = schema_of(sql);

    migrate_up(sql);
    const auto schema = schema_of(sql);
    const auto sources = sql.rows("SELECT * FROM media_item_sources ORDER BY 1, 2, 3");
    migrate_up(sql);
    EXPECT_EQ(schema_of(sql), schema);
    EXPECT_EQ(sql.rows("SELECT * FROM media_item_sources ORDER BY 1, 2, 3"), sources);

    migrate_down(sql);
    migrate_down(sql);
    EXPECT_EQ(schema_of(sql), before);

    migrate_up(sql);
    EXPECT_EQ(schema_of(sql), schema);
}

TEST(Migrations, RememberTheFillfactorThatWasThere) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    sql.exec("ALTER TABLE job_runs SET (fillfactor = 80)");

    migrate_up(sql);
    EXPECT_EQ(sql.scalar("SELECT reloptions::text FROM pg_class WHERE relname = 'job_runs'"), "{fillfactor=50}");
    migrate_down(sql);

    EXPECT_EQ(sql.scalar("SELECT reloptions::text FROM pg_class WHERE relname = 'job_runs'"), "{fillfactor=80}");
}

TEST(Migrations, NameTheTableOrColumnThatTheHostLacks) {
    temporary_database empty;
    EXPECT_THAT(failure_of([&] { migrate_up(empty.sql()); }), HasSubstr("no table job_runs"));

    temporary_database database(base_schema::suasor);
    database.sql().exec("ALTER TABLE job_runs DROP metadata");
    EXPECT_THAT(failure_of([&] { migrate_up(database.sql()); }), HasSubstr("job_runs has no column metadata"));

    database.sql().exec("ALTER TABLE job_runs ADD metadata jsonb; ALTER TABLE media_items DROP external_ids");
    EXPECT_THAT(failure_of([&] { migrate_up(database.sql()); }), HasSubstr("media_items has no column external_ids"));
}

TEST(Migrations, NameAColumnOfTheWrongType) {
    temporary_database database(base_schema::suasor);
    database.sql().exec("ALTER TABLE job_runs ADD progress_data text");

    EXPECT_THAT(failure_of([&] { migrate_up(database.sql()); }), HasSubstr("job_runs.progress_data is of type text"));
}

TEST(Migrations, KeepAColumnOfTheHostsThatTheyNeedToo) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    sql.exec("ALTER TABLE job_runs ADD eta_seconds double precision");
    const auto schema = schema_of(sql);

    migrate_up(sql);
    migrate_down(sql);

    EXPECT_EQ(schema_of(sql), schema);

    sql.exec("ALTER TABLE job_runs ALTER eta_seconds TYPE real");
    EXPECT_THAT(failure_of([&] { migrate_up(sql); }), HasSubstr("job_runs.eta_seconds is of type real"));
}

TEST(Migrations, LeaveATableAloneThatIsNotOurs) {
    temporary_database database(base_schema::suasor);
    database.sql().exec("CREATE TABLE job_run_locks (mine text)");

    EXPECT_THAT(failure_of([&] { migrate_up(database.sql()); }), HasSubstr("job_run_locks that is not the plugin's"));
}

TEST(Migrations, ReadSyncClientsInAllItsShapes) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    add_media_items(sql);

    migrate_up(sql);

    EXPECT_THAT(sql.rows("SELECT s.client_id, s.client_item_id, m.title, s.is_primary FROM media_item_sources s "
                         "JOIN media_items m ON m.id = s.media_item_id ORDER BY 1, 2"),
                ElementsAre(ElementsAre("2", "abc", "bare object", "t"), ElementsAre("2", "m1", " The Matrix ", "t"),
                            ElementsAre("3", "m2", " The Matrix ", "f"), ElementsAre("4", "x", "later claim", "t"),
                            ElementsAre("5", "t", "twice", "t")));
}

TEST(Migrations, ComputeTheKeysThatTheStoreComputes) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    add_media_items(sql);

    migrate_up(sql);

    const auto keys_of = [&](const std::string& type) {
        std::vector<std::string> keys;
        for (const auto& row : sql.rows("SELECT key FROM media_item_keys WHERE item_type = $1", {type}))
            keys.push_back(row.at(0).value());
        return keys;
    };
    EXPECT_THAT(keys_of("movie"),
                testing::UnorderedElementsAreArray(
                    item_keys(item_type::movie, " The Matrix ", 1999, {{"IMDB", "tt0133093"}, {"tmdb", "603"}})));
    EXPECT_THAT(keys_of("artist"),
                testing::UnorderedElementsAreArray(item_keys(item_type::artist, "ÉA", std::nullopt, {})));
    EXPECT_THAT(keys_of("track"), IsEmpty());
}

TEST(Migrations, LetProgressUpdatesStayOffTheIndexes) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    migrate_up(sql);
    sql.exec("INSERT INTO job_runs (job_name, job_type, status) VALUES ('j', 'sync', 'running')");

    for (int i = 0; i < 20; ++i)
        sql.exec("UPDATE job_runs SET progress = progress + 1, processed_items = processed_items + 1, "
                 "items_per_second = 59.5 + revision, eta_seconds = 7.8, "
                 "revision = revision + 1, updated_at = now(), advanced_at = now()");
    sql.exec("SELECT pg_stat_force_next_flush()");

    EXPECT_EQ(
        sql.scalar("SELECT n_tup_upd || ' ' || n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'job_runs'"),
        "20 20");
}

} // namespace

} // namespace media_sync::postgres
