#include "base_item_server.hpp"
#include "generated_server.hpp"
#include "plex_server.hpp"
#include "synced_rows.hpp"

#include <latch>
#include <set>
#include <thread>

namespace media_sync::test {

namespace {

constexpr std::size_t k_page = 1000;

TEST(SyncOfTwoServersAtOnce, MakesOneRowWithTwoSourcesOfEachFilmThatBothHave) {
    constexpr int films = 400;
    suasor::testing::library_size size;
    size.movies = films;
    auto library = generated_library::of(size);
    for (auto& [number, film] : library.items) // by which the two are known to be the same
        film.external_ids.emplace_back("wikidata", "Q" + std::to_string(number));
    const auto jellyfin = create_base_item_server("jellyfin", library, k_page);
    const auto plex = create_plex_server(library, k_page);
    sync_world world;
    const auto one = world.add(*jellyfin);
    const auto other = world.add(*plex);
    const auto first = world.prepare(one, sync_type::movies).value().id;
    const auto second = world.prepare(other, sync_type::movies).value().id;

    std::latch together(2);
    std::thread elsewhere([&] {
        together.arrive_and_wait();
        world.execute_elsewhere(second);
    });
    together.arrive_and_wait();
    world.execute(first);
    elsewhere.join();

    for (const auto run : {first, second}) {
        const auto ended = world.ended(run, run_end::completed);
        EXPECT_EQ(ended.status, "completed") << ended.error;
        EXPECT_EQ(ended.processed, films);
        EXPECT_EQ(ended.counts.failed, 0);
    }
    EXPECT_EQ(world.count("media_items"), films);
    EXPECT_EQ(world.count("media_item_sources"), 2 * films);
    EXPECT_EQ(world.database().number("SELECT count(*) FROM media_items WHERE jsonb_array_length(sync_clients) = 2"),
              films);
    // Both sources of a row are the same film: the last 8 digits of Jellyfin's ids are Plex's in base 16.
    EXPECT_EQ(world.database().number(
                  "SELECT count(*) FROM media_item_sources a JOIN media_item_sources b USING (media_item_id) WHERE "
                  "a.client_id = " +
                  std::to_string(one) + " AND b.client_id = " + std::to_string(other) +
                  " AND right(a.client_item_id, 8) = lpad(to_hex(b.client_item_id::int), 8, '0')"),
              films);
}

// Between the plan and what comes after the last item.
bool is_processing(const run_snapshot& now) {
    return now.status == run_status::running && now.total_items && !now.status_message.starts_with("Finishing");
}

// What a run says from its plan to its end.
struct seen_progress {
    std::vector<int> percents;
    std::set<std::int64_t> totals;
};

TEST(FullSyncOfThreeClients, KnowsItsTotalBeforeItReadsAndMovesLinearly) {
    const auto library = [](std::uint32_t seed) {
        suasor::testing::library_size size;
        size.movies = 30;
        size.series = size.artists = 3;
        size.playlists = size.collections = 2;
        return generated_library::of(size, seed);
    };
    const std::unique_ptr<synced_server> servers[] = {create_base_item_server("jellyfin", library(1), 7),
                                                      create_base_item_server("emby", library(2), 7),
                                                      create_base_item_server("jellyfin", library(3), 7)};
    sync_world world;
    for (const auto& server : servers)
        world.add(*server);
    const auto run = world.prepare(std::nullopt, sync_type::full).value().id;

    seen_progress seen;
    int playlists_read = 0;
    const auto end = world.execute(run, manual_cancel(), [&](const run_snapshot& now) {
        if (!is_processing(now)) return;
        if (seen.totals.empty())
            for (const auto& server : servers)
                playlists_read += server->calls("PlaylistItems");
        seen.totals.insert(*now.total_items);
        seen.percents.push_back(now.progress);
        EXPECT_EQ(now.progress, 20 + 70 * now.processed_items.value() / *now.total_items);
    });

    const auto ended = world.ended(run, end);
    EXPECT_EQ(ended.status, "completed") << ended.error;
    EXPECT_EQ(seen.totals, std::set<std::int64_t>{ended.total}) << "one total, from the plan on";
    EXPECT_EQ(playlists_read, 0) << "totals are asked before anything is read";
    EXPECT_EQ(seen.percents.front(), 20);
    EXPECT_EQ(seen.percents.back(), 90);
    EXPECT_TRUE(std::ranges::is_sorted(seen.percents));
    EXPECT_EQ(std::set(seen.percents.begin(), seen.percents.end()).size(), 71U) << "no percent is left out";
}

TEST(FullSyncOfThreeClients, NeverFallsWhenTotalsAreEstimates) {
    sync_world world;
    std::vector<std::unique_ptr<synced_server>> servers;
    for (const auto* kind : {"plex", "subsonic", "jellyfin"}) {
        servers.push_back(create_synced_server(kind, library_scale::small_pages));
        world.add(*servers.back());
    }
    const auto run = world.prepare(std::nullopt, sync_type::full).value().id;

    int last = 0;
    const auto end = world.execute(run, manual_cancel(), [&](const run_snapshot& now) {
        if (!is_processing(now)) return;
        EXPECT_LE(now.processed_items, *now.total_items);
        EXPECT_EQ(now.progress, std::max<std::int64_t>(last, 20 + 70 * now.processed_items.value() / *now.total_items));
        last = now.progress;
    });

    const auto ended = world.ended(run, end);
    EXPECT_EQ(ended.status, "completed") << ended.error;
    EXPECT_EQ(last, 90);
    EXPECT_EQ(ended.processed, ended.total);
}

} // namespace

} // namespace media_sync::test
