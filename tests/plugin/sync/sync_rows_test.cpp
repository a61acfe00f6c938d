#include "sync_world.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <set>

namespace media_sync::test {

namespace {

using ::testing::Combine;
using ::testing::HasSubstr;
using ::testing::Values;
using ::testing::ValuesIn;

constexpr std::array k_every_type{sync_type::movies,    sync_type::series,      sync_type::music,
                                  sync_type::playlists, sync_type::collections, sync_type::history,
                                  sync_type::favorites, sync_type::full};

using sync_case = std::tuple<std::string, sync_type>;

std::string name_of(const ::testing::TestParamInfo<sync_case>& info) {
    return fmt::format("{}_{}", std::get<0>(info.param), to_string(std::get<1>(info.param)));
}

// What lists and states are about has to be there before them.
bool needs_library(sync_type type) {
    return type != sync_type::full && item_types_of(type).size() <= 1 && type != sync_type::movies;
}

bool reads_states(sync_type type) {
    return type == sync_type::history || type == sync_type::favorites;
}

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

class SyncRows : public ::testing::TestWithParam<sync_case> {
  protected:
    void serve(library_scale scale) {
        server_ = create_synced_server(std::get<0>(GetParam()), scale, type_);
        client_ = world_.add(*server_);
    }

    // Everything that the one type of sync refers to.
    void sync_library() {
        for (const auto type :
             {sync_type::movies, sync_type::series, sync_type::music, sync_type::playlists, sync_type::collections}) {
            const bool is_list = type == sync_type::playlists || type == sync_type::collections;
            if (!needs_library(type_) || !server_->offers(type) || (is_list && !reads_states(type_))) continue;
            const auto ended = world_.sync(client_, type);
            ASSERT_EQ(ended.status, "completed") << to_string(type) << ": " << ended.error;
            ASSERT_EQ(ended.counts.failed, 0) << to_string(type);
        }
    }

    row_map expected_items() const { return only(server_->items(client_, k_owner), item_types_of(type_)); }
    row_map expected_states() const {
        const bool both = type_ == sync_type::full;
        const bool history = (both || type_ == sync_type::history) && server_->offers(sync_type::history);
        const bool favorites = (both || type_ == sync_type::favorites) && server_->offers(sync_type::favorites);
        return server_->states(history, favorites);
    }
    std::int64_t elements() const {
        auto count = expected_items().size();
        for (const bool history : {true, false})
            if (type_ == sync_type::full || type_ == (history ? sync_type::history : sync_type::favorites))
                count += server_->states(history, !history).size();
        return static_cast<std::int64_t>(count);
    }

    void expect_rows() {
        EXPECT_EQ(differences(expected_items(), only(world_.items(client_), item_types_of(type_))), "");
        EXPECT_EQ(differences(expected_states(), world_.states(client_)), "");
    }

    void expect_counted(const ended_run& ended) const {
        EXPECT_EQ(ended.status, "completed") << ended.error;
        EXPECT_EQ(ended.error, "");
        EXPECT_EQ(ended.counts.failed, 0);
        EXPECT_EQ(ended.processed, elements());
        EXPECT_EQ(ended.total, elements());
        EXPECT_EQ(ended.counts.processed(), elements());
    }

    // Subsonic says how many tracks there are only by what their albums say, which is too little to let go of any.
    bool is_swept(const std::string& item_type) const { return server_->type() != "subsonic" || item_type != "track"; }

    // Whether the server cannot do this; then it has said so.
    bool is_refused() {
        if (server_->offers(type_)) return false;
        const auto prepared = world_.prepare(client_, type_);
        EXPECT_FALSE(prepared);
        EXPECT_EQ(prepared ? "" : prepared.error().text,
                  fmt::format("client {} \"Home\" ({}) cannot sync {}: this kind of server does not offer it", client_,
                              server_->type(), to_string(type_)));
        EXPECT_EQ(world_.count("job_runs"), 0);
        return true;
    }

    const sync_type type_ = std::get<1>(GetParam());
    sync_world world_;
    std::unique_ptr<synced_server> server_;
    client_id client_ = 0;
};

TEST_P(SyncRows, EqualASmallLibraryAndAreNotWrittenAgain) {
    serve(library_scale::small);
    if (is_refused()) return;
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
    if (is_refused()) return;
    sync_library();

    const auto ended = world_.sync(client_, type_);

    expect_counted(ended);
    expect_rows();
    if (type_ == sync_type::full) {
        EXPECT_GT(ended.processed, 2'000);
    }
}

TEST_P(SyncRows, FollowWhatIsAddedChangedAndRemoved) {
    serve(library_scale::small);
    if (is_refused() || reads_states(type_)) return;
    sync_library();
    ASSERT_EQ(world_.sync(client_, type_).status, "completed");
    const auto before = expected_items();
    const auto rows = world_.count("media_items");

    server_->change_items();
    const auto after = expected_items();
    sync_library();
    const auto ended = world_.sync(client_, type_);

    expect_counted(ended);
    auto counts = changes(before, after);
    counts.unchanged += elements() - static_cast<std::int64_t>(after.size()); // what the user did is the same
    EXPECT_EQ(to_text(ended.counts), to_text(counts));
    auto found = only(world_.items(client_), item_types_of(type_));
    for (const auto& [name, row] : before) {
        if (after.contains(name) || is_swept(name.first)) continue;
        EXPECT_EQ(found.erase(name), 1U) << name.second;
    }
    EXPECT_EQ(differences(after, found), "");
    if (needs_library(type_)) return;
    EXPECT_EQ(world_.count("media_items"), rows + counts.created) << "no item is deleted";
}

TEST_P(SyncRows, FollowWhatTheUserDoes) {
    serve(library_scale::small);
    if (is_refused() || (!reads_states(type_) && type_ != sync_type::full)) return;
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

INSTANTIATE_TEST_SUITE_P(Matrix, SyncRows,
                         Combine(Values("jellyfin", "emby", "plex", "subsonic"), ValuesIn(k_every_type)), name_of);

} // namespace

} // namespace media_sync::test
