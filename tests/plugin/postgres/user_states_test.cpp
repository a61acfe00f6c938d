#include "stored_syncs_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr user_id k_owner = 21;

user_item_state state(const std::string& id, item_type type = item_type::movie) {
    user_item_state state;
    state.type = type;
    state.source_id = id;
    state.title = "Title of " + id;
    return state;
}

user_item_state liked(const std::string& id) {
    auto of = state(id);
    of.is_favorite = true;
    return of;
}

user_item_state played(const std::string& id, std::int64_t plays, int day) {
    auto of = state(id);
    of.play_count = plays;
    of.last_played_at = std::chrono::sys_days(std::chrono::year(2026) / 3 / day);
    of.position_seconds = 10 * day;
    of.duration_seconds = 7000;
    of.played_percentage = day;
    of.completed = plays > 1;
    return of;
}

// One run after another of one client, whose library has the movies m1 to m3.
class UserStates : public testing::Test {
  protected:
    UserStates() {
        begin(client_);
        add_movies(client_, {"m1", "m2", "m3"});
    }

    void begin(client_id client) {
        if (claim_.id) world_.store().finish(claim_, {});
        const auto stored = world_.store().store({"system.media.sync", sync_type::full, {client}, k_owner});
        claim_ = world_.store().claim(stored.id).value().claim;
    }

    void add_movies(client_id client, const std::vector<std::string>& ids) {
        std::vector<mapped_item> items;
        for (const auto& id : ids) {
            mapped_item item;
            item.type = item_type::movie;
            item.source_id = id;
            item.title = "Title of " + id;
            item.data = R"({"details":{}})";
            items.push_back(item);
        }
        world_.store().commit_batch(claim_, {client, "jellyfin", item_type::movie, k_owner, items, {}},
                                    [](const batch_outcome&) { return progress_row{}; });
    }

    batch_outcome write(listing what, const std::vector<user_item_state>& states) {
        return write(world_.store(), claim_, client_, what, states);
    }
    static batch_outcome write(sync_store& store, const run_claim& claim, client_id client, listing what,
                               const std::vector<user_item_state>& states) {
        batch_outcome written;
        store.commit_batch(claim, {client, "jellyfin", what, k_owner, {}, {}, states},
                           [&](const batch_outcome& outcome) {
                               written = outcome;
                               return progress_row{};
                           });
        return written;
    }

    // By title, so that the item is in it.
    auto rows(const std::string& columns) {
        return world_.database().sql().rows("SELECT m.title, " + columns +
                                            " FROM user_media_item_data d JOIN media_items m ON m.id = d.media_item_id "
                                            "ORDER BY m.title, d.id");
    }
    std::int64_t number(const std::string& statement) { return world_.database().number(statement); }

    stored_syncs_world world_;
    const client_id client_ = world_.client(k_owner);
    run_claim claim_;
};

TEST_F(UserStates, BecomeTheUsersOwnRows) {
    const auto outcome = write(listing::history(), {played("m1", 2, 5), state("m2")});

    EXPECT_EQ(outcome.counts.created, 2);
    EXPECT_THAT(rows("d.user_id, d.type, play_count, last_played_at, position_seconds, duration_seconds, "
                     "played_percentage, completed, is_favorite, d.uuid IS NOT NULL"),
                ElementsAre(ElementsAre("Title of m1", "21", "movie", "2", "2026-03-05 00:00:00+00", "50", "7000", "5",
                                        "t", "f", "t"),
                            ElementsAre("Title of m2", "21", "movie", "0", testing::_, "0", "0", "0", "f", "f", "t")));
}

TEST_F(UserStates, AreUpdatedInPlaceAndNeverDoubled) {
    write(listing::history(), {played("m1", 2, 5)});
    begin(client_);
    const auto again = write(listing::history(), {played("m1", 2, 5)});
    begin(client_);
    const auto changed = write(listing::history(), {played("m1", 3, 6)});

    EXPECT_EQ(again.counts.unchanged, 1);
    EXPECT_EQ(changed.counts.updated, 1);
    EXPECT_THAT(rows("play_count, position_seconds"), ElementsAre(ElementsAre("Title of m1", "3", "60")));
}

TEST_F(UserStates, NeverTakeBackAPlayCountATimeOrACompletion) {
    write(listing::history(), {played("m1", 5, 9)});
    begin(client_);
    write(listing::history(), {played("m1", 1, 2)});

    EXPECT_THAT(rows("play_count, last_played_at, position_seconds, completed"),
                ElementsAre(ElementsAre("Title of m1", "5", "2026-03-09 00:00:00+00", "90", "t")));
}

TEST_F(UserStates, CountOnceInARunHoweverOftenTheyAreListed) {
    const auto first = write(listing::history(), {played("m1", 1, 1), played("m1", 1, 1)});
    const auto second = write(listing::history(), {played("m1", 1, 1), played("m2", 1, 1)});

    EXPECT_EQ(first.counts.processed(), 1);
    EXPECT_EQ(second.counts.processed(), 1);
}

TEST_F(UserStates, OfTwoIdsOfOneItemAreJoined) {
    world_.database().sql().exec("UPDATE media_item_sources SET media_item_id = (SELECT media_item_id FROM "
                                 "media_item_sources WHERE client_item_id = 'm1') WHERE client_item_id = 'm2'");

    const auto outcome = write(listing::history(), {played("m1", 1, 1), played("m2", 4, 8)});

    EXPECT_EQ(outcome.counts.created, 2);
    EXPECT_THAT(rows("play_count, position_seconds"), ElementsAre(ElementsAre("Title of m1", "4", "80")));
}

TEST_F(UserStates, WriteToTheNewestOfSeveralRowsThatTheHostLeft) {
    write(listing::favorites(), {liked("m1")});
    world_.database().sql().exec(
        "INSERT INTO user_media_item_data (user_id, media_item_id, type, is_favorite, uuid) "
        "SELECT user_id, media_item_id, type, false, gen_random_uuid() FROM user_media_item_data");
    begin(client_);

    auto disliked = liked("m1");
    disliked.user_rating = 7.5;
    write(listing::favorites(), {disliked});

    EXPECT_THAT(rows("is_favorite, user_rating"),
                ElementsAre(ElementsAre("Title of m1", "t", "0"), ElementsAre("Title of m1", "t", "7.5")));
}

TEST_F(UserStates, LeaveWhatTheServerDoesNotSay) {
    write(listing::history(), {played("m1", 2, 5)});
    begin(client_);
    write(listing::favorites(), {liked("m1")});

    EXPECT_THAT(rows("play_count, is_favorite"), ElementsAre(ElementsAre("Title of m1", "2", "t")));
}

TEST_F(UserStates, OfItemsThatAreNotInTheLibraryAreNamedAndCountedOnce) {
    const auto outcome = write(listing::history(), {state("m9"), state("m9", item_type::track)});
    const auto again = write(listing::history(), {state("m9")});

    EXPECT_EQ(outcome.counts.failed, 2);
    EXPECT_EQ(again.counts.failed, 0);
    ASSERT_EQ(outcome.failures.size(), 2u);
    EXPECT_THAT(outcome.failures[0].error, HasSubstr("sync movies first"));
    EXPECT_THAT(outcome.failures[1].error, HasSubstr("sync music first"));
    EXPECT_EQ(number("SELECT count(*) FROM job_run_failures"), 2);
    EXPECT_THAT(rows("d.id"), IsEmpty());
}

TEST_F(UserStates, ForgetAFavouriteThatIsListedNoMore) {
    write(listing::favorites(), {liked("m1"), liked("m2")});
    begin(client_);
    write(listing::favorites(), {liked("m2")});

    EXPECT_EQ(world_.store().sweep(claim_, client_, listing::favorites()).removed, 1);

    EXPECT_THAT(rows("is_favorite"), ElementsAre(ElementsAre("Title of m1", "f"), ElementsAre("Title of m2", "t")));
}

TEST_F(UserStates, ForgetNoMoreFavouritesAtATimeThanAStatementCanDoInTime) {
    write(listing::favorites(), {liked("m1")});
    world_.database().sql().rows(
        "INSERT INTO user_item_sources SELECT client_id, listing, item_type, 'gone ' || n, user_id, media_item_id, "
        "content_hash, last_seen_run_id - 1 FROM user_item_sources, generate_series(1, $1) AS n",
        {"5001"});
    const auto sweep = [&] { return world_.store().sweep(claim_, client_, listing::favorites()).removed; };

    EXPECT_EQ(sweep(), 5000);
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(sweep(), 0);

    EXPECT_THAT(rows("is_favorite"), ElementsAre(ElementsAre("Title of m1", "t")));
}

TEST_F(UserStates, KeepAFavouriteThatAnotherClientStillLists) {
    write(listing::favorites(), {liked("m1")});
    const auto other = world_.client(k_owner);
    begin(other);
    add_movies(other, {"x1"});
    world_.database().sql().exec("UPDATE media_item_sources SET media_item_id = (SELECT media_item_id FROM "
                                 "media_item_sources WHERE client_item_id = 'm1') WHERE client_item_id = 'x1'");
    write(world_.store(), claim_, other, listing::favorites(), {liked("x1")});
    begin(client_);

    EXPECT_EQ(world_.store().sweep(claim_, client_, listing::favorites()).removed, 1);

    EXPECT_THAT(rows("is_favorite"), ElementsAre(ElementsAre("Title of m1", "t")));
}

TEST_F(UserStates, OfTwoClientsAtOnceMakeOneRow) {
    const auto other = world_.client(k_owner);
    begin(other);
    add_movies(other, {"x1"});
    world_.database().sql().exec("UPDATE media_item_sources SET media_item_id = (SELECT media_item_id FROM "
                                 "media_item_sources WHERE client_item_id = 'm1') WHERE client_item_id = 'x1'");
    begin(client_);
    const auto theirs = world_.other_process().store({"system.media.sync", sync_type::full, {other}, k_owner});
    const auto their_claim = world_.other_process().claim(theirs.id).value().claim;

    std::thread there(
        [&] { write(world_.other_process(), their_claim, other, listing::history(), {played("x1", 1, 1)}); });
    write(listing::history(), {played("m1", 2, 2)});
    there.join();

    EXPECT_THAT(rows("play_count"), ElementsAre(ElementsAre("Title of m1", "2")));
}

} // namespace
} // namespace media_sync::postgres
