#include "synced_rows.hpp"

namespace media_sync::test {

namespace {

using SyncRows = synced_rows;

TEST_P(SyncRows, EqualASmallLibraryAndAreNotWrittenAgain) {
    serve(library_scale::small);
    sync_library();

    const auto first = world_.sync(client_, type_);
    expect_counted(first);
    expect_rows();

    const auto versions = world_.row_versions();
    const auto second = world_.sync(client_, type_);
    expect_counted(second);
    EXPECT_EQ(to_text(second.counts), fmt::format("0 0 {} 0", elements()));
    EXPECT_EQ(world_.row_versions(), versions);
}

TEST_P(SyncRows, EqualALibraryOfSeveralPages) {
    serve(library_scale::three_pages);
    sync_library();

    const auto ended = world_.sync(client_, type_);

    expect_counted(ended);
    expect_rows();
    if (type_ == sync_type::full) {
        EXPECT_GT(ended.processed, 2'000);
    }
}

INSTANTIATE_TEST_SUITE_P(Matrix, SyncRows, ::testing::ValuesIn(cases(k_every_type)), name_of);

TEST(SyncRows, OfWhatAServerDoesNotOfferAreRefusedByName) {
    sync_world world;
    for (const auto* kind : {"jellyfin", "emby", "plex", "subsonic"}) {
        const auto server = create_synced_server(kind, library_scale::small);
        const auto client = world.add(*server);
        for (const auto type : k_every_type) {
            if (offers(kind, type)) continue;

            const auto prepared = world.prepare(client, type);

            EXPECT_EQ(prepared ? "" : prepared.error().text,
                      fmt::format("client {} \"Home\" ({}) cannot sync {}: this kind of server does not offer it",
                                  client, kind, to_string(type)));
        }
    }
    EXPECT_EQ(world.count("job_runs"), 0);
}

} // namespace

} // namespace media_sync::test
