#include "migrated_database.hpp"
#include "plugin/postgres/item_keys.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using suasor::testing::base_schema;
using suasor::testing::temporary_database;
using testing::ElementsAre;

void add_placed_items(sql_session& sql) {
    sql.exec(R"sql(INSERT INTO media_items (type, title, release_year, data) VALUES
        ('season',  'One',       NULL, '{"seriesID": 7, "seasonNumber": 1}'),
        ('season',  'Specials',  NULL, '{"seriesID": 7, "seasonNumber": 0, "number": 9}'),
        ('season',  'unknown',   NULL, '{"seriesID": 0, "seasonNumber": 1}'),
        ('season',  'unsaid',    NULL, '{"seriesID": 7}'),
        ('season',  'as text',   NULL, '{"seriesID": "7", "seasonNumber": 1}'),
        ('season',  'as text',   NULL, '{"seriesID": 7, "seasonNumber": "1"}'),
        ('season',  'negative',  NULL, '{"seriesID": 7, "seasonNumber": -1}'),
        ('season',  'broken',    NULL, '{"seriesID": 7, "seasonNumber": 1.5}'),
        ('season',  'pointed',   NULL, '{"seriesID": 7, "seasonNumber": 1.0}'),
        ('season',  'many',      NULL, '{"seriesID": 7, "seasonNumber": 1000000000}'),
        ('season',  'enough',    NULL, '{"seriesID": 7, "seasonNumber": 999999999}'),
        ('season',  'power',     NULL, '{"seriesID": 7, "seasonNumber": 1e3}'),
        ('season',  'nested',    NULL, '{"seriesID": [7], "seasonNumber": {"a": 1}}'),
        ('season',  'listed',    NULL, '{"seriesID": [7, 8], "seasonNumber": [1]}'),
        ('episode', 'Pilot',     NULL, '{"seriesID": 7, "seasonNumber": 1, "number": 1}'),
        ('episode', 'Special',   NULL, '{"seriesID": 7, "seasonNumber": 0, "number": 0}'),
        ('episode', 'unsaid',    NULL, '{"seriesID": 7, "seasonNumber": null, "number": 1}'),
        ('episode', 'unsaid',    NULL, '{"seriesID": 7, "seasonNumber": 1}'),
        ('album',   ' BjÖrk ',   1997, '{"artistID": 5}'),
        ('album',   'yearless',  NULL, '{"artistID": 5}'),
        ('album',   'zero',      0,    '{"artistID": 5}'),
        ('album',   '  ',        1997, '{"artistID": 5}'),
        ('album',   'nobody''s', 1997, '{}'),
        ('track',   'Song: Two', NULL, '{"albumID": 3, "artistID": 5, "discNumber": 2, "trackNumber": 4}'),
        ('track',   'no disc',   NULL, '{"albumID": 3, "trackNumber": 4}'),
        ('track',   'disc 0',    NULL, '{"albumID": 3, "discNumber": 0, "trackNumber": 0}'),
        ('track',   'bad disc',  NULL, '{"albumID": 3, "discNumber": "2", "trackNumber": 4}'),
        ('track',   'bad disc',  NULL, '{"albumID": 3, "discNumber": -2, "trackNumber": 4}'),
        ('track',   'no number', NULL, '{"albumID": 3, "discNumber": 2}'),
        ('track',   '',          NULL, '{"albumID": 3, "discNumber": 2, "trackNumber": 4}'),
        ('track',   NULL,        NULL, '{"albumID": 3, "discNumber": 2, "trackNumber": 4}'),
        ('track',   'scalar',    NULL, '5'),
        ('track',   'array',     NULL, '[{"albumID": 3, "trackNumber": 4}]'),
        ('track',   'nothing',   NULL, NULL),
        ('track',   'empty',     NULL, 'null'),
        ('movie',   'Heat',      1995, '{"seriesID": 7, "albumID": 3, "trackNumber": 4}'))sql");
    sql.exec("INSERT INTO media_items (type, title, data) VALUES ('track', repeat('a', 2000), "
             "'{\"albumID\": 3, \"trackNumber\": 4}')");
}

TEST(ItemKeyMigration, ComputesTheKeysThatTheStoreComputes) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    add_placed_items(sql);

    migrate_up(sql);

    for (const auto& row : sql.rows("SELECT id, type, coalesce(title, ''), release_year, coalesce(data, '{}') "
                                    "FROM media_items ORDER BY id")) {
        const auto type = parse_item_type(*row.at(1)).value();
        std::optional<std::int64_t> year;
        if (row.at(3)) year = std::stoll(*row.at(3));
        const auto data = boost::json::parse(*row.at(4));
        const auto place = data.is_object() ? place_in(type, data.get_object()) : item_place{};

        std::vector<std::string> stored;
        for (const auto& key : sql.rows("SELECT key FROM media_item_keys WHERE media_item_id = $1", {row.at(0)}))
            stored.push_back(*key.at(0));
        EXPECT_THAT(stored, testing::UnorderedElementsAreArray(item_keys(type, *row.at(2), year, {}, place)))
            << *row.at(1) << " '" << *row.at(2) << "' " << *row.at(4);
    }
    EXPECT_THAT(sql.rows("SELECT key FROM media_item_keys WHERE item_type IN ('album', 'track') ORDER BY 1"),
                ElementsAre(ElementsAre("album:5:1997:bjÖrk"), ElementsAre("track:3:1:0:disc 0"),
                            ElementsAre("track:3:1:4:bad disc"), ElementsAre("track:3:1:4:bad disc"),
                            ElementsAre("track:3:1:4:no disc"), ElementsAre("track:3:2:4:song: two")));
}

TEST(ItemKeyMigration, TakesBackItsKeysAndNoOthers) {
    temporary_database database(base_schema::suasor);
    auto& sql = database.sql();
    migrate_up(sql);
    sql.exec("INSERT INTO media_item_keys VALUES ('episode', 'episode:1:1:1', 1), ('episode', 'id:tvdb:1', 1), "
             "('movie', 'title:1995:heat', 2)");

    run_steps(sql, migrations().back().down);

    EXPECT_THAT(sql.rows("SELECT key FROM media_item_keys ORDER BY 1"),
                ElementsAre(ElementsAre("id:tvdb:1"), ElementsAre("title:1995:heat")));
}

} // namespace

} // namespace media_sync::postgres
