#pragma once

// What every sync_store has to do, the fake one included. To hold an implementation to it, write a world and
// INSTANTIATE_TYPED_TEST_SUITE_P(Name, SyncStoreContract, world).
//
// A world is default-constructible and has
//   sync_store& store()             the store of this process
//   sync_store& other_process()     that of another executor over the same data
//   client_id client(user_id owner) a new enabled media client of type "subsonic"
//   void kill_this_process()        after which this process's executor counts as dead, and its runs may be taken over
//   std::size_t media_items()       how many media items there are, of any type

#include "plugin/core/sync/sync_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {

inline bool operator==(const item_counts& a, const item_counts& b) {
    return a.created == b.created && a.updated == b.updated && a.unchanged == b.unchanged && a.failed == b.failed;
}

inline void PrintTo(const item_counts& counts, std::ostream* out) {
    *out << "{created " << counts.created << ", updated " << counts.updated << ", unchanged " << counts.unchanged
         << ", failed " << counts.failed << "}";
}

template <class World>
class SyncStoreContract : public testing::Test {
  protected:
    static constexpr user_id k_owner = 21;

    sync_request request(sync_type type, std::vector<client_id> clients) {
        return {type == sync_type::full ? "system.media.sync.full" : "system.media.sync", type, std::move(clients),
                k_owner};
    }

    run_claim begun(sync_type type = sync_type::music) {
        const auto stored = world_.store().store(request(type, {client_}));
        return world_.store().claim(stored.id).value().claim;
    }

    // A track whose content is told by its title.
    static mapped_item track(const std::string& id, const std::string& title) {
        mapped_item item;
        item.type = item_type::track;
        item.source_id = id;
        item.title = title;
        item.data = R"({"details":{"title":")" + title + R"("}})";
        for (std::size_t i = 0; i < title.size(); ++i)
            item.content_hash[i % item.content_hash.size()] ^= static_cast<unsigned char>(title[i]);
        return item;
    }

    item_counts write(const run_claim& claim, const std::vector<mapped_item>& items,
                      const std::vector<item_failure>& failures = {}) {
        return outcome_of(claim, items, failures).counts;
    }

    batch_outcome outcome_of(const run_claim& claim, const std::vector<mapped_item>& items,
                             const std::vector<item_failure>& failures) {
        batch_outcome written;
        item_batch batch{client_, "subsonic", item_type::track, k_owner, items, failures};
        world_.store().commit_batch(claim, batch, [&](const batch_outcome& outcome) {
            written = outcome;
            return row(50, outcome.counts.processed());
        });
        return written;
    }

    // The ids of those that the run meets for the first time, each with a comma behind it.
    std::string newly_failed(const run_claim& claim, const std::vector<item_failure>& failures) {
        std::string ids;
        for (const auto& failure : outcome_of(claim, {}, failures).failures)
            ids += failure.source_id + ",";
        return ids;
    }

    static progress_row row(int progress, std::int64_t processed) {
        return {progress,        1200, processed, "Processing", R"({"phase":"processing"})",
                R"({"step":1})", 59.5, 7.8,       processed > 0};
    }

    // The run's next attempt, in this very process.
    claimed_sync again(const run_claim& claim) { return world_.store().claim(claim.id).value(); }

    World world_;
    const client_id client_ = world_.client(k_owner);
};

TYPED_TEST_SUITE_P(SyncStoreContract);

TYPED_TEST_P(SyncStoreContract, FindsAClientForItsOwnerAndForAdminsOnly) {
    auto& store = this->world_.store();

    const auto found = store.find_client(this->client_, {this->k_owner});
    const auto strangers = store.find_client(this->client_, {this->k_owner + 1});

    ASSERT_TRUE(found);
    EXPECT_EQ(found->type, "subsonic");
    EXPECT_EQ(found->owner, this->k_owner);
    EXPECT_TRUE(store.find_client(this->client_, {}));
    ASSERT_FALSE(strangers);
    EXPECT_EQ(strangers.error().code, errc::not_found);
}

TYPED_TEST_P(SyncStoreContract, ListsAUsersClientsById) {
    const auto second = this->world_.client(this->k_owner);
    this->world_.client(this->k_owner + 1);

    std::vector<client_id> ids;
    for (const auto& client : this->world_.store().clients_of(this->k_owner))
        ids.push_back(client.id);

    EXPECT_THAT(ids, testing::ElementsAre(this->client_, second));
}

TYPED_TEST_P(SyncStoreContract, AnswersTheRunUnderWayInsteadOfASecondOne) {
    auto& store = this->world_.store();
    const auto first = store.store(this->request(sync_type::music, {this->client_}));

    const auto again = this->world_.other_process().store(this->request(sync_type::music, {this->client_}));
    const auto movies = store.store(this->request(sync_type::movies, {this->client_}));
    const auto other = store.store(this->request(sync_type::music, {this->world_.client(this->k_owner)}));

    EXPECT_FALSE(first.existing);
    EXPECT_TRUE(again.existing);
    EXPECT_EQ(again.id, first.id);
    EXPECT_FALSE(movies.existing);
    EXPECT_FALSE(other.existing);
}

TYPED_TEST_P(SyncStoreContract, LetsAFullSyncTakeEveryTypeOfItsClients) {
    auto& store = this->world_.store();
    const auto full = store.store(this->request(sync_type::full, {this->client_}));

    const auto music = store.store(this->request(sync_type::music, {this->client_}));

    EXPECT_FALSE(full.existing);
    EXPECT_TRUE(music.existing);
    EXPECT_EQ(music.id, full.id);
}

TYPED_TEST_P(SyncStoreContract, StartsAnewOnceTheRunHasEnded) {
    const auto claim = this->begun();
    this->world_.store().finish(claim, {});

    EXPECT_FALSE(this->world_.store().store(this->request(sync_type::music, {this->client_})).existing);
}

TYPED_TEST_P(SyncStoreContract, ClaimsAPendingRunOnce) {
    const auto stored = this->world_.store().store(this->request(sync_type::music, {this->client_}));

    const auto claimed = this->world_.store().claim(stored.id);
    const auto second = this->world_.other_process().claim(stored.id);

    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->claim.attempt, 1);
    EXPECT_EQ(claimed->snapshot.status, run_status::running);
    EXPECT_EQ(claimed->type, sync_type::music);
    ASSERT_EQ(claimed->clients.size(), 1U);
    EXPECT_EQ(claimed->clients.front().id, this->client_);
    EXPECT_EQ(claimed->resume_cursor, "");
    EXPECT_FALSE(second);
}

TYPED_TEST_P(SyncStoreContract, LetsAProcessTakeItsOwnRunAgainAndFencesItsEarlierAttempt) {
    const auto claim = this->begun();

    const auto again = this->world_.store().claim(claim.id);

    ASSERT_TRUE(again);
    EXPECT_EQ(again->claim.attempt, 2);
    EXPECT_THROW(this->write(claim, {this->track("a", "A")}), run_lost);
    this->write(again->claim, {this->track("a", "A")});
}

TYPED_TEST_P(SyncStoreContract, LetsAnotherProcessGoOnFromTheLastCommitWhenTheExecutorIsDead) {
    const auto claim = this->begun();
    this->write(claim, {this->track("a", "A")});
    const auto start = this->world_.store().commit_batch(claim, {}, [&](auto&) { return this->row(50, 1); }).start_time;

    this->world_.kill_this_process();
    const auto taken = this->world_.other_process().claim(claim.id);

    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->claim.attempt, 2);
    EXPECT_EQ(taken->snapshot.start_time, start);
    EXPECT_EQ(taken->snapshot.progress, 50);
    EXPECT_EQ(taken->snapshot.items_per_second, std::nullopt);
    EXPECT_EQ(taken->snapshot.eta_seconds, std::nullopt);
    EXPECT_THAT(taken->resume_cursor, testing::HasSubstr("step"));
    EXPECT_THROW(this->write(claim, {this->track("b", "B")}), run_lost);
    EXPECT_THROW(this->world_.store().finish(claim, {}), run_lost);
    EXPECT_EQ(this->world_.media_items(), 1U);
}

TYPED_TEST_P(SyncStoreContract, FailsARunInsteadOfAFourthAttemptAfterThreeThatGotNoFurther) {
    const auto first = this->begun();
    const auto second = this->again(first);
    const auto third = this->again(second.claim);
    ASSERT_EQ(third.snapshot.status, run_status::running);

    const auto instead = this->again(third.claim).snapshot;

    EXPECT_EQ(instead.status, run_status::failed);
    EXPECT_EQ(instead.error_message, k_barren);
    EXPECT_TRUE(instead.end_time);
    EXPECT_FALSE(this->world_.store().claim(first.id));
    EXPECT_THROW(this->write(third.claim, {this->track("a", "A")}), run_lost);
    EXPECT_FALSE(this->world_.store().store(this->request(sync_type::music, {this->client_})).existing);
}

TYPED_TEST_P(SyncStoreContract, CountsThoseAttemptsAnewOnceOneHasGotFurther) {
    const auto first = this->begun();
    const auto third = this->again(this->again(first).claim);
    this->write(third.claim, {this->track("a", "A")});
    const auto sixth = this->again(this->again(this->again(third.claim).claim).claim);
    ASSERT_EQ(sixth.snapshot.status, run_status::running);

    EXPECT_EQ(this->again(sixth.claim).snapshot.status, run_status::failed);
}

TYPED_TEST_P(SyncStoreContract, TakesAChangeOfPhaseForNoProgress) {
    auto claim = this->begun();
    for (int attempt = 1; attempt < k_most_barren_attempts; ++attempt)
        claim = this->again(claim).claim;
    this->world_.store().commit_batch(claim, {}, [&](auto&) { return this->row(10, 0); });

    EXPECT_EQ(this->again(claim).snapshot.status, run_status::failed);
}

TYPED_TEST_P(SyncStoreContract, DoesNotCountAnAttemptThatWasHandedOver) {
    auto claim = this->begun();
    for (int attempt = 1; attempt <= 2 * k_most_barren_attempts; ++attempt) {
        this->world_.store().hand_over(claim);
        claim = this->again(claim).claim;
    }

    EXPECT_EQ(this->again(claim).snapshot.status, run_status::running);
}

TYPED_TEST_P(SyncStoreContract, HandsNothingOverThatIsNotItsOwnAnyMore) {
    const auto first = this->begun();
    const auto third = this->again(this->again(first).claim);

    this->world_.store().hand_over(first);

    EXPECT_EQ(this->again(third.claim).snapshot.status, run_status::failed);
}

// As after a failover to a server that has not got everything.
TYPED_TEST_P(SyncStoreContract, WritesNothingToARunWhoseRowHasLostWhatWasCommitted) {
    auto claim = this->begun();
    this->write(claim, {this->track("a", "A")});

    claim.revision += 2; // and a commit more
    EXPECT_THROW(this->write(claim, {this->track("b", "B")}), run_lost);
    EXPECT_THROW(this->world_.store().finish(claim, {}), run_lost);

    EXPECT_EQ(this->world_.media_items(), 1U);
    EXPECT_EQ(this->again(claim).snapshot.status, run_status::running);
}

TYPED_TEST_P(SyncStoreContract, StoresTheRowThatFollowsFromTheCounts) {
    const auto claim = this->begun();
    const std::vector items{this->track("a", "A"), this->track("b", "B")};
    const item_batch batch{this->client_, "subsonic", item_type::track, this->k_owner, items, {}};

    const auto snapshot = this->world_.store().commit_batch(
        claim, batch, [&](const batch_outcome& outcome) { return this->row(37, outcome.counts.processed()); });

    EXPECT_EQ(snapshot.progress, 37);
    EXPECT_EQ(snapshot.total_items, 1200);
    EXPECT_EQ(snapshot.processed_items, 2);
    EXPECT_EQ(snapshot.status_message, "Processing");
    EXPECT_THAT(snapshot.progress_data, testing::HasSubstr("processing"));
    EXPECT_EQ(snapshot.items_per_second, 59.5);
    EXPECT_EQ(snapshot.eta_seconds, 7.8);
    EXPECT_EQ(this->world_.media_items(), 2U);
}

TYPED_TEST_P(SyncStoreContract, TellsCreatedUnchangedAndUpdatedApart) {
    const auto first = this->begun();
    EXPECT_EQ(this->write(first, {this->track("a", "A"), this->track("b", "B")}), (item_counts{2, 0, 0, 0}));
    this->world_.store().finish(first, {});

    const auto second = this->begun();
    const auto counts = this->write(second, {this->track("a", "A"), this->track("b", "New B"), this->track("c", "C")});

    EXPECT_EQ(counts, (item_counts{1, 1, 1, 0}));
    EXPECT_EQ(this->world_.media_items(), 3U);
}

TYPED_TEST_P(SyncStoreContract, CountsAnItemOnceARun) {
    const auto claim = this->begun();
    const auto a = this->track("a", "A");

    EXPECT_EQ(this->write(claim, {a, a}), (item_counts{1, 0, 0, 0}));
    EXPECT_EQ(this->write(claim, {a}), (item_counts{0, 0, 0, 0}));
    EXPECT_EQ(this->write(claim, {}, {{"a", "A", "late failure"}}), (item_counts{0, 0, 0, 0}));
}

TYPED_TEST_P(SyncStoreContract, CountsAFailedItemOnceARun) {
    const auto claim = this->begun();
    const item_failure failure{"bad", "Bad", "no title"};

    EXPECT_EQ(this->write(claim, {}, {failure, failure}), (item_counts{0, 0, 0, 1}));
    EXPECT_EQ(this->write(claim, {}, {failure}), (item_counts{0, 0, 0, 0}));
    EXPECT_EQ(this->write(claim, {this->track("bad", "Good after all")}), (item_counts{0, 0, 0, 0}));
    EXPECT_EQ(this->write(claim, {}, {{"", "", "no id"}}), (item_counts{0, 0, 0, 1}));
}

TYPED_TEST_P(SyncStoreContract, NamesAFailureWhenTheRunFirstMeetsIt) {
    const auto claim = this->begun();
    const item_failure first{"b", "", "no title"};
    const item_failure second{"a", "", "no title"};

    EXPECT_EQ(this->newly_failed(claim, {first, first}), "b,");
    EXPECT_EQ(this->newly_failed(claim, {first, second}), "a,");
    EXPECT_EQ(this->newly_failed(this->again(claim).claim, {first, second}), "");
}

TYPED_TEST_P(SyncStoreContract, LeavesNothingOfABatchThatFails) {
    const auto claim = this->begun();
    const std::vector items{this->track("a", "A")};
    const item_batch batch{this->client_, "subsonic", item_type::track, this->k_owner, items, {}};

    EXPECT_THROW(this->world_.store().commit_batch(
                     claim, batch, [](const batch_outcome&) -> progress_row { throw std::domain_error("stop"); }),
                 std::domain_error);

    EXPECT_EQ(this->world_.media_items(), 0U);
    EXPECT_EQ(this->write(claim, items), (item_counts{1, 0, 0, 0}));
}

TYPED_TEST_P(SyncStoreContract, SweepsWhatTheRunHasNotSeenAndKeepsTheItems) {
    const auto first = this->begun();
    this->write(first, {this->track("a", "A"), this->track("b", "B")});
    this->world_.store().finish(first, {});
    const auto second = this->begun();
    this->write(second, {this->track("a", "A")});

    const auto part = this->world_.store().sweep(second, this->client_, item_type::track);
    EXPECT_EQ(part.removed, 1);
    ASSERT_TRUE(part.row) << "what is committed can be published";
    EXPECT_EQ(part.row->id, second.id);
    EXPECT_GT(part.row->revision, second.revision);
    const auto nothing = this->world_.store().sweep(second, this->client_, item_type::track);
    EXPECT_EQ(nothing.removed, 0);
    EXPECT_FALSE(nothing.row);
    EXPECT_EQ(this->world_.media_items(), 2U);
}

TYPED_TEST_P(SyncStoreContract, FinishesWithTheTotalThatWasProcessed) {
    const auto claim = this->begun();
    this->write(claim, {this->track("a", "A")});

    const auto ended = this->world_.store().finish(claim, {run_status::completed, "", "Done", ""});

    EXPECT_EQ(ended.status, run_status::completed);
    EXPECT_EQ(ended.progress, 100);
    EXPECT_EQ(ended.total_items, 1);
    EXPECT_EQ(ended.processed_items, 1);
    EXPECT_EQ(ended.status_message, "Done");
    EXPECT_EQ(ended.items_per_second, 59.5);
    EXPECT_EQ(ended.eta_seconds, std::nullopt);
    EXPECT_THROW(this->world_.store().finish(claim, {}), run_lost);
}

REGISTER_TYPED_TEST_SUITE_P(SyncStoreContract, FindsAClientForItsOwnerAndForAdminsOnly, ListsAUsersClientsById,
                            AnswersTheRunUnderWayInsteadOfASecondOne, LetsAFullSyncTakeEveryTypeOfItsClients,
                            StartsAnewOnceTheRunHasEnded, ClaimsAPendingRunOnce,
                            LetsAProcessTakeItsOwnRunAgainAndFencesItsEarlierAttempt,
                            LetsAnotherProcessGoOnFromTheLastCommitWhenTheExecutorIsDead,
                            FailsARunInsteadOfAFourthAttemptAfterThreeThatGotNoFurther,
                            CountsThoseAttemptsAnewOnceOneHasGotFurther, TakesAChangeOfPhaseForNoProgress,
                            DoesNotCountAnAttemptThatWasHandedOver, HandsNothingOverThatIsNotItsOwnAnyMore,
                            WritesNothingToARunWhoseRowHasLostWhatWasCommitted, StoresTheRowThatFollowsFromTheCounts,
                            TellsCreatedUnchangedAndUpdatedApart, CountsAnItemOnceARun, CountsAFailedItemOnceARun,
                            NamesAFailureWhenTheRunFirstMeetsIt, LeavesNothingOfABatchThatFails,
                            SweepsWhatTheRunHasNotSeenAndKeepsTheItems, FinishesWithTheTotalThatWasProcessed);

} // namespace media_sync
