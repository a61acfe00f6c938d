// History and favourites: what a user has done with items, from a server to the library.

#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using ::testing::HasSubstr;

user_item_state liked(std::string source_id) {
    user_item_state state;
    state.type = item_type::track;
    state.source_id = source_id;
    state.title = "Title of " + source_id;
    state.is_favorite = true;
    return state;
}

class SyncOfStates : public test::sync_fixture {
  protected:
    SyncOfStates() {
        add_tracks(3, 3);
        sync();
        server().listings[sync_type::favorites] = {listing::favorites()};
        list({liked("t1"), liked("t2")});
    }

    void list(std::vector<user_item_state> states) {
        server().counts[listing::favorites()] = {{static_cast<std::int64_t>(states.size()), false}};
        media_page page;
        page.states = std::move(states);
        server().pages[listing::favorites()] = {page};
    }

    run_end sync_favorites() {
        last_run_ = prepare(sync_type::favorites);
        return run(last_run_);
    }
    bool is_liked(const std::string& source_id) const {
        return database_.user_states.contains({test::k_client, listing::favorites(), item_type::track, source_id});
    }
};

TEST_F(SyncOfStates, WritesAndCountsThem) {
    EXPECT_EQ(sync_favorites(), run_end::completed);

    EXPECT_EQ(stored().processed_items, 2);
    EXPECT_EQ(counts().created, 2);
    EXPECT_TRUE(is_liked("t1"));
    EXPECT_EQ(data().at("steps").at(0).at("name"), "favorites");
}

TEST_F(SyncOfStates, NamesTheItemsThatAreNotInTheLibrary) {
    list({liked("t1"), liked("t9")});

    EXPECT_EQ(sync_favorites(), run_end::completed);

    EXPECT_EQ(counts().failed, 1);
    EXPECT_EQ(data().at("failures").at(0).at("itemID"), "t9");
    EXPECT_EQ(data().at("failures").at(0).at("title"), "Title of t9");
}

TEST_F(SyncOfStates, ForgetsAFavouriteThatTheServerHasForgotten) {
    sync_favorites();
    list({liked("t2")});

    sync_favorites();

    EXPECT_FALSE(is_liked("t1"));
    EXPECT_TRUE(is_liked("t2"));
}

TEST_F(SyncOfStates, NeverTakesBackWhatWasPlayed) {
    server().listings[sync_type::history] = {listing::history()};
    media_page played;
    played.states = {liked("t1")};
    server().pages[listing::history()] = {played};
    server().counts[listing::history()] = {{1, false}};
    run(prepare(sync_type::history));
    server().pages[listing::history()] = {{}};
    server().counts[listing::history()] = {{0, false}};
    last_run_ = prepare(sync_type::history);

    EXPECT_EQ(run(last_run_), run_end::completed);

    EXPECT_TRUE(database_.user_states.contains({test::k_client, listing::history(), item_type::track, "t1"}));
}

TEST_F(SyncOfStates, DoesNotKnowTheTotalWhereTheServerDoesNotSay) {
    server().counts.erase(listing::favorites());

    EXPECT_EQ(sync_favorites(), run_end::completed);

    EXPECT_EQ(observed_.at(observed_.size() - 4).total_items, std::nullopt);
    EXPECT_EQ(stored().total_items, 2);
}

} // namespace
} // namespace media_sync
