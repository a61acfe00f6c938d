#include "plugin/postgres/item_writer.hpp"
#include "synced_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <future>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;

constexpr user_id k_owner = 21;

// Lets the other thread go on alone, should this one fail.
struct leaving {
    std::barrier<>& barrier;
    ~leaving() { barrier.arrive_and_drop(); }
};

TEST(ItemMatchingRace, MakesOneRowOfAFilmThatTwoServersDeliverAtTheSameMoment) {
    constexpr int k_films = 50;
    stored_syncs_world world;
    synced_library one(world, k_owner);
    synced_library other(world, k_owner + 1);
    std::barrier together(2);

    const auto sync = [&](synced_library& library) {
        const leaving at_the_end{together};
        item_counts counts;
        for (int film = 0; film < k_films; ++film) {
            const auto title = "Film " + std::to_string(film);
            together.arrive_and_wait();
            counts += library.write({movie(title, title, 2000 + film % 20)});
        }
        return counts;
    };
    auto elsewhere = std::async(std::launch::async, [&] { return sync(other); });
    auto counts = sync(one);
    counts += elsewhere.get();

    EXPECT_EQ(counts.created, k_films);
    EXPECT_EQ(counts.updated, k_films);
    EXPECT_THAT(world.database().sql().rows("SELECT sources, primaries, count(*) FROM (SELECT count(*) AS sources, "
                                            "count(*) FILTER (WHERE is_primary) AS primaries FROM media_item_sources "
                                            "GROUP BY media_item_id) AS item GROUP BY 1, 2"),
                ElementsAre(ElementsAre("2", "1", std::to_string(k_films))));
}

// Both write many films at once, in opposite orders, so that they would wait for each other in a circle if rows were locked as
// they come.
TEST(ItemMatchingRace, LosesNothingWhereBatchesOverlap) {
    constexpr int k_films = 200;
    stored_syncs_world world;
    synced_library one(world, k_owner);
    synced_library other(world, k_owner + 1);
    std::barrier together(2);

    const auto sync = [&](synced_library& library, bool backwards) {
        const leaving at_the_end{together};
        std::vector<media_item> films;
        for (int film = 0; film < k_films; ++film) {
            const auto title = "Film " + std::to_string(film);
            films.push_back(movie(std::to_string(backwards ? 9999 - film : 1000 + film), title, 2000));
        }
        for (int round = 0; round < 5; ++round) {
            if (round > 0) library.begin();
            for (auto& film : films)
                film.details.description = "as of round " + std::to_string(round);
            together.arrive_and_wait();
            const auto counts = library.write(films);
            EXPECT_EQ(counts.created + counts.updated, k_films);
        }
    };
    auto elsewhere = std::async(std::launch::async, [&] { sync(other, true); });
    sync(one, false);
    elsewhere.get();

    EXPECT_EQ(world.media_items(), k_films);
    EXPECT_EQ(world.database().number("SELECT count(*) FROM media_item_sources"), 2 * k_films);
}

// A library of 100,000 films of one client, as a sync has left it.
void fill(sql_session& sql) {
    sql.exec(R"sql(
        INSERT INTO media_items (created_at, updated_at, type, title, release_year, external_ids, data)
        SELECT now(), now(), 'movie', 'Film ' || n, 1950 + n % 70, jsonb_build_array(jsonb_build_object('source', 'imdb', 'id', n)),
               '{"details": {"title": "x"}}'
        FROM generate_series(1, 100000) AS n;
        INSERT INTO media_item_sources (client_id, item_type, client_item_id, media_item_id, is_primary)
        SELECT 1000000, 'movie', id, id, true FROM media_items;
        INSERT INTO media_item_keys
        SELECT 'movie', key, id FROM media_items
        CROSS JOIN LATERAL (VALUES ('title:' || release_year || ':' || lower(title)), ('id:imdb:' || id)) AS keys(key);
        ANALYZE media_items, media_item_sources, media_item_keys)sql");
}

TEST(ItemMatchingPlan, ReadsNoTableWhole) {
    migrated_database database;
    fill(database.sql());
    std::vector<mapped_item> films;
    for (int n = 1; n <= 1000; ++n)
        films.push_back(map_item(movie(std::to_string(n), "Film " + std::to_string(n), 1950 + n % 70,
                                       {{n % 2 ? "imdb" : "tmdb", std::to_string(n % 4 ? n : -n)}})));
    auto lease = database.pool().checkout();
    auto& session = lease.session();
    soci::transaction transaction(session);

    const auto counts = write_items(session, 1, {2, "plex", item_type::movie, k_owner, films, {}}).counts;

    EXPECT_EQ(counts.updated, 1000);
    int whole = -1;
    int by_index = -1;
    session << "SELECT sum(seq_scan)::int, sum(idx_scan)::int FROM pg_stat_xact_user_tables "
               "WHERE relname IN ('media_items', 'media_item_sources', 'media_item_keys')",
        soci::into(whole), soci::into(by_index);
    EXPECT_EQ(whole, 0);
    EXPECT_GT(by_index, 1000);
}

} // namespace

} // namespace media_sync::postgres
