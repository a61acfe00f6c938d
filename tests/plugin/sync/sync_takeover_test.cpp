#include "synced_rows.hpp"

namespace media_sync::test {

namespace {

using ::testing::Values;

class SyncTakeover : public ::testing::TestWithParam<std::string> {};

TEST_P(SyncTakeover, LeavesTheRowsAndTheCountsOfAnUninterruptedSync) {
    const auto server = create_synced_server(GetParam(), library_scale::small_pages);
    const bool favorites = offers(GetParam(), sync_type::favorites);
    sync_world undisturbed;
    const auto expected = undisturbed.sync(undisturbed.add(*server), sync_type::full);
    ASSERT_EQ(expected.status, "completed") << expected.error;

    // Early, in the middle, late.
    for (const int after : {3, 12, 24}) {
        SCOPED_TRACE(after);
        sync_world world;
        const auto client = world.add(*server);
        const auto run = world.prepare(client, sync_type::full).value().id;
        manual_cancel cancel;
        int commits = 0;
        const auto stopped = world.execute(run, cancel, [&](const run_snapshot& snapshot) {
            if (snapshot.processed_items > 0 && ++commits == after) cancel.request(cancel_reason::shutdown);
        });
        ASSERT_EQ(stopped, run_end::left_running);
        const auto halfway = world.ended(run, stopped);
        EXPECT_GT(halfway.processed, 0);
        EXPECT_LT(halfway.processed, expected.processed);

        world.move_to_another_process();
        const auto ended = world.ended(run, world.execute(run));

        EXPECT_EQ(ended.status, "completed") << ended.error;
        EXPECT_EQ(to_text(ended.counts), to_text(expected.counts));
        EXPECT_EQ(ended.processed, expected.processed);
        EXPECT_EQ(ended.total, expected.total);
        EXPECT_EQ(differences(server->items(client, k_owner), world.items(client)), "");
        EXPECT_EQ(differences(server->states(true, favorites), world.states(client)), "");
    }
}

INSTANTIATE_TEST_SUITE_P(Servers, SyncTakeover, Values("jellyfin", "emby", "plex", "subsonic"),
                         [](const auto& each) { return each.param; });

} // namespace

} // namespace media_sync::test
