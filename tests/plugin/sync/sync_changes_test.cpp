#include "synced_rows.hpp"

namespace media_sync::test {

namespace {

using ChangedItems = synced_rows;
using ChangedStates = synced_rows;

// What a sync of a type should count: made, changed and unchanged rows, from the rows before and after.
item_counts changes(const row_map& before, const row_map& after) {
    item_counts counts;
    for (const auto& [name, row] : after) {
        const auto known = before.find(name);
        if (known == before.end())
            ++counts.created;
        else
            ++(known->second == row ? counts.unchanged : counts.updated);
    }
    return counts;
}

TEST_P(ChangedItems, FollowWhatIsAddedChangedAndRemoved) {
    serve(library_scale::small);
    sync_library();
    ASSERT_EQ(world_.sync(client_, type_).status, "completed");
    const auto before = expected_items();
    const auto rows = world_.count("media_items");

    server_->change_items();
    const auto after = expected_items();
    sync_library();
    const auto ended = world_.sync(client_, type_);

    expect_counted(ended);
    auto counts = changes(without_parts(before), without_parts(after));
    counts.unchanged += elements() - static_cast<std::int64_t>(after.size()); // what the user did is the same
    EXPECT_EQ(to_text(ended.counts), to_text(counts));
    EXPECT_EQ(differences(after, only(world_.items(client_), item_types_of(type_))), "");
    if (needs_library(type_)) return;
    EXPECT_EQ(world_.count("media_items"), rows + counts.created) << "no item is deleted";
}

INSTANTIATE_TEST_SUITE_P(Matrix, ChangedItems,
                         ::testing::ValuesIn(cases({sync_type::movies, sync_type::series, sync_type::music,
                                                    sync_type::playlists, sync_type::collections, sync_type::full})),
                         name_of);

TEST_P(ChangedStates, FollowWhatTheUserDoes) {
    serve(library_scale::small);
    sync_library();
    ASSERT_EQ(world_.sync(client_, type_).status, "completed");
    const auto before = expected_states();

    server_->change_states();
    const auto after = expected_states();
    const auto ended = world_.sync(client_, type_);

    expect_counted(ended);
    if (reads_states(type_)) {
        EXPECT_EQ(to_text(ended.counts), to_text(changes(before, after)));
    }
    auto expected = after;
    for (auto [name, row] : before) {
        // Played once is played; liked no more is not liked.
        if (type_ != sync_type::history) row.as_object()["favorite"] = 0;
        expected.emplace(name, row);
    }
    EXPECT_EQ(differences(expected, world_.states(client_)), "");
}

INSTANTIATE_TEST_SUITE_P(Matrix, ChangedStates,
                         ::testing::ValuesIn(cases({sync_type::history, sync_type::favorites, sync_type::full})),
                         name_of);

} // namespace

} // namespace media_sync::test
