#pragma once

// What every run_store has to do, the fake one included. To hold an implementation to it, write a world and
// INSTANTIATE_TYPED_TEST_SUITE_P(Name, RunStoreContract, world).
//
// A world is default-constructible and has
//   run_store& store()              the store of this process
//   run_store& other_process()      that of another executor over the same runs
//   void kill_this_process()        after which this process's executor counts as dead
//   void pass(seconds)              after which every run is so much older
//   std::uint64_t media_sync_job(user_id owner)     a new media_sync_jobs row that has never run

#include "plugin/core/progress/run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace media_sync {

constexpr user_id k_alice = 11;
constexpr user_id k_bob = 12;
constexpr scope k_every_run{};

template <class World>
class RunStoreContract : public testing::Test {
  protected:
    run_snapshot started(std::optional<user_id> owner = k_alice) {
        return world_.store().create({"my.export", "system", owner});
    }

    static progress_change change_of(const run_snapshot& run, int progress) {
        progress_change change;
        change.id = run.id.value();
        change.attempt = run.attempt;
        change.progress = progress;
        change.total_items = 1200;
        change.processed_items = 12 * progress;
        change.status_message = "working";
        change.advanced = true;
        change.items_per_second = 59.5;
        change.eta_seconds = 7.8;
        return change;
    }

    World world_;
};

TYPED_TEST_SUITE_P(RunStoreContract);

TYPED_TEST_P(RunStoreContract, CreatesARunningRunThatNobodyHasCountedFor) {
    const auto run = this->started();

    EXPECT_TRUE(run.id);
    EXPECT_EQ(run.job_name, "my.export");
    EXPECT_EQ(run.job_type, "system");
    EXPECT_EQ(run.status, run_status::running);
    EXPECT_EQ(run.owner, k_alice);
    EXPECT_EQ(run.attempt, 1);
    EXPECT_EQ(run.progress, 0);
    EXPECT_FALSE(run.total_items);
    EXPECT_EQ(run.liveness, liveness::ok);
    EXPECT_TRUE(run.start_time);
    EXPECT_FALSE(run.end_time);
}

TYPED_TEST_P(RunStoreContract, FindsARunForItsOwnerAndForAdminsOnly) {
    const auto id = this->started(k_alice).id.value();
    const auto nobodys = this->started(std::nullopt).id.value();
    auto& store = this->world_.store();

    EXPECT_TRUE(store.find(id, {k_alice}));
    EXPECT_TRUE(store.find(id, k_every_run));
    EXPECT_FALSE(store.find(id, {k_bob}));
    EXPECT_FALSE(store.find(id, {std::numeric_limits<user_id>::max()}));
    EXPECT_FALSE(store.find(nobodys, {k_alice}));
    EXPECT_TRUE(store.find(nobodys, k_every_run));
    EXPECT_FALSE(store.find(nobodys + 1000, k_every_run));
}

TYPED_TEST_P(RunStoreContract, FindsManyRunsAtOnceWhoeverTheyBelongToNewestFirst) {
    const auto first = this->started(k_alice).id.value();
    this->started(k_alice);
    const auto last = this->started(std::nullopt).id.value();
    auto& store = this->world_.store();

    const auto found = store.find_many(std::vector<run_id>{last + 1000, first, last});

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.front(), store.find(last, k_every_run));
    EXPECT_EQ(found.back().id, first);
    EXPECT_TRUE(store.find_many({}).empty());
}

TYPED_TEST_P(RunStoreContract, ListsActiveRunsNewestFirst) {
    const auto first = this->started(k_alice);
    const auto second = this->started(k_bob);
    const auto third = this->started(k_alice);
    auto& store = this->world_.store();
    store.complete(this->change_of(first, 50), {});

    const auto ids = [&](const scope& viewer, std::size_t limit) {
        std::vector<run_id> found;
        for (const auto& run : store.active(viewer, limit))
            found.push_back(run.id.value());
        return found;
    };

    EXPECT_THAT(ids(k_every_run, 100), testing::ElementsAre(*third.id, *second.id));
    EXPECT_THAT(ids({k_alice}, 100), testing::ElementsAre(*third.id));
    EXPECT_THAT(ids(k_every_run, 1), testing::ElementsAre(*third.id));
}

TYPED_TEST_P(RunStoreContract, WritesProgressOfManyRunsAndReturnsTheRows) {
    const auto one = this->started();
    const auto two = this->started();
    auto change = this->change_of(two, 7);
    change.progress_data = R"({"phase":"processing"})";

    const auto outcome = this->world_.store().write_progress(std::vector{this->change_of(one, 5), change});

    ASSERT_EQ(outcome.written.size(), 2U);
    EXPECT_TRUE(outcome.skipped.empty());
    const auto stored = this->world_.store().find(*two.id, k_every_run).value();
    EXPECT_EQ(stored.progress, 7);
    EXPECT_EQ(stored.total_items, 1200);
    EXPECT_EQ(stored.processed_items, 84);
    EXPECT_EQ(stored.status_message, "working");
    EXPECT_THAT(stored.progress_data, testing::HasSubstr("processing"));
    EXPECT_GT(stored.revision, two.revision);
}

TYPED_TEST_P(RunStoreContract, KeepsProgressDataWhenAChangeHasNone) {
    const auto run = this->started();
    auto change = this->change_of(run, 5);
    change.progress_data = R"({"phase":"processing"})";
    this->world_.store().write_progress({&change, 1});

    const auto later = this->change_of(run, 6);
    const auto outcome = this->world_.store().write_progress({&later, 1});

    EXPECT_THAT(outcome.written.at(0).progress_data, testing::HasSubstr("processing"));
}

TYPED_TEST_P(RunStoreContract, KeepsThePaceWithTheRowThatItDescribes) {
    const auto run = this->started();
    auto change = this->change_of(run, 5);
    this->world_.store().write_progress({&change, 1});

    const auto elsewhere = this->world_.other_process().find(*run.id, k_every_run).value();
    EXPECT_EQ(elsewhere.items_per_second, 59.5);
    EXPECT_EQ(elsewhere.eta_seconds, 7.8);

    change.items_per_second.reset();
    change.eta_seconds = std::numeric_limits<double>::infinity();
    const auto unknown = this->world_.store().write_progress({&change, 1}).written.at(0);
    EXPECT_EQ(unknown.items_per_second, std::nullopt);
}

TYPED_TEST_P(RunStoreContract, EndsWithTheLastRateThatWasKnownAndNothingRemaining) {
    const auto measured = this->started();
    const auto unmeasured = this->started();
    auto last = this->change_of(unmeasured, 50);
    this->world_.store().write_progress({&last, 1});
    last.items_per_second.reset();

    const auto one = this->world_.store().complete(this->change_of(measured, 50), {});
    const auto other = this->world_.store().complete(last, {run_status::failed, "the disk is full", "", ""});

    EXPECT_EQ(one.items_per_second, 59.5);
    EXPECT_EQ(one.eta_seconds, std::nullopt);
    EXPECT_EQ(other.items_per_second, 59.5);
    EXPECT_EQ(other.eta_seconds, std::nullopt);
}

TYPED_TEST_P(RunStoreContract, NeverLetsProgressFall) {
    const auto run = this->started();
    const auto high = this->change_of(run, 40);
    this->world_.store().write_progress({&high, 1});

    const auto low = this->change_of(run, 30);
    const auto outcome = this->world_.store().write_progress({&low, 1});

    EXPECT_EQ(outcome.written.at(0).progress, 40);
}

TYPED_TEST_P(RunStoreContract, RefusesProgressOfAnotherExecutorAndOfAnotherAttempt) {
    const auto run = this->started();
    const auto change = this->change_of(run, 5);
    auto stale = change;
    stale.attempt = 2;

    const auto others = this->world_.other_process().write_progress({&change, 1});
    const auto earlier = this->world_.store().write_progress({&stale, 1});

    EXPECT_TRUE(others.written.empty());
    EXPECT_TRUE(others.skipped.empty());
    EXPECT_TRUE(earlier.written.empty());
    EXPECT_TRUE(earlier.skipped.empty());
    EXPECT_EQ(this->world_.store().find(*run.id, k_every_run)->revision, run.revision);
}

TYPED_TEST_P(RunStoreContract, CompletesWithAHundredPercentAndTheTotalReached) {
    const auto run = this->started();

    const auto ended = this->world_.store().complete(this->change_of(run, 50), {run_status::completed, "", "Done", ""});

    EXPECT_EQ(ended.status, run_status::completed);
    EXPECT_EQ(ended.progress, 100);
    EXPECT_EQ(ended.processed_items, 600);
    EXPECT_EQ(ended.total_items, 600);
    EXPECT_EQ(ended.status_message, "Done");
    EXPECT_TRUE(ended.end_time);
    EXPECT_FALSE(ended.liveness);
}

TYPED_TEST_P(RunStoreContract, FailsWhereItStood) {
    const auto run = this->started();

    const auto ended =
        this->world_.store().complete(this->change_of(run, 50), {run_status::failed, "the disk is full", "", ""});

    EXPECT_EQ(ended.status, run_status::failed);
    EXPECT_EQ(ended.progress, 50);
    EXPECT_EQ(ended.total_items, 1200);
    EXPECT_EQ(ended.error_message, "the disk is full");
    EXPECT_EQ(ended.status_message, "working");
}

TYPED_TEST_P(RunStoreContract, KeepsOfATextWhatAnyDatabaseTakes) {
    using namespace std::string_literals;
    auto& store = this->world_.store();
    const auto run = store.create({"my\xff.export", "sys\0tem"s, k_alice});
    auto change = this->change_of(run, 50);
    change.status_message = "half\xed\xa0\x80";

    const auto written = store.write_progress({&change, 1}).written.at(0);
    const auto ended = store.complete(change, {run_status::failed,
                                               "\xc3"
                                               "full",
                                               "", ""});

    EXPECT_EQ(run.job_name, "my\uFFFD.export");
    EXPECT_EQ(run.job_type, "system");
    EXPECT_EQ(written.status_message, "half\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(ended.error_message, "\uFFFDfull");
}

TYPED_TEST_P(RunStoreContract, LeavesARunAloneThatHasEnded) {
    const auto run = this->started();
    const auto change = this->change_of(run, 50);
    auto& store = this->world_.store();
    store.complete(change, {});

    EXPECT_THROW(store.complete(change, {run_status::failed, "too late", "", ""}), run_lost);
    const auto late = store.write_progress({&change, 1});
    EXPECT_TRUE(late.written.empty());
    EXPECT_TRUE(late.skipped.empty());
    const auto cancelled = store.request_cancel(*run.id, k_every_run);
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, errc::conflict);
    EXPECT_EQ(store.find(*run.id, k_every_run)->status, run_status::completed);
}

TYPED_TEST_P(RunStoreContract, RefusesToCompleteForAnotherExecutor) {
    const auto run = this->started();

    EXPECT_THROW(this->world_.other_process().complete(this->change_of(run, 50), {}), run_lost);
    EXPECT_EQ(this->world_.store().find(*run.id, k_every_run)->status, run_status::running);
}

TYPED_TEST_P(RunStoreContract, NotesACancelFromAnyProcessForThoseWhoMaySeeTheRun) {
    const auto run = this->started(k_alice);

    const auto strangers = this->world_.other_process().request_cancel(*run.id, {k_bob});
    const auto owners = this->world_.other_process().request_cancel(*run.id, {k_alice});

    ASSERT_FALSE(strangers);
    EXPECT_EQ(strangers.error().code, errc::not_found);
    ASSERT_TRUE(owners);
    EXPECT_EQ(owners->status, run_status::running);
}

TYPED_TEST_P(RunStoreContract, EndsARunAtOnceWhoseExecutorIsDeadWhenSomebodyWantsItCancelled) {
    const auto run = this->started();
    this->world_.store().write_progress(std::vector{this->change_of(run, 50)});
    this->world_.kill_this_process();

    const auto cancelled = this->world_.other_process().request_cancel(*run.id, {k_alice});

    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->status, run_status::cancelled);
    EXPECT_TRUE(cancelled->end_time);
    EXPECT_EQ(cancelled->processed_items, 600);
    EXPECT_FALSE(cancelled->eta_seconds);
    EXPECT_TRUE(this->world_.store().write_progress(std::vector{this->change_of(run, 60)}).written.empty());
    EXPECT_THROW(this->world_.store().complete(this->change_of(run, 60), {}), run_lost);
}

TYPED_TEST_P(RunStoreContract, EndsWhatThisProcessLeavesOpenAndNothingElse) {
    const auto left = this->started();
    this->world_.store().write_progress(std::vector{this->change_of(left, 50)});
    const auto kept = this->started();
    const auto ended = this->started();
    this->world_.store().complete(this->change_of(ended, 50), {});
    const auto theirs = this->world_.other_process().create({"my.export", "system", k_alice});

    const auto now = this->world_.store().end_all_but(std::vector{*kept.id}, {}, "it stopped");

    ASSERT_EQ(now.size(), 1U);
    EXPECT_EQ(now[0].id, left.id);
    EXPECT_EQ(now[0].status, run_status::failed);
    EXPECT_EQ(now[0].error_message, "it stopped");
    EXPECT_EQ(now[0].processed_items, 600);
    EXPECT_TRUE(now[0].end_time);
    EXPECT_FALSE(now[0].eta_seconds);
    const auto status_of = [&](const run_snapshot& run) {
        return this->world_.store().find(*run.id, k_every_run)->status;
    };
    EXPECT_EQ(status_of(kept), run_status::running);
    EXPECT_EQ(status_of(ended), run_status::completed);
    EXPECT_EQ(status_of(theirs), run_status::running);
}

TYPED_TEST_P(RunStoreContract, EndsOnlyWhatIsOldEnough) {
    const auto old = this->started();
    this->world_.pass(std::chrono::hours(2));
    this->started();

    const auto now = this->world_.store().end_all_but({}, std::chrono::hours(1), "it stopped");

    ASSERT_EQ(now.size(), 1U);
    EXPECT_EQ(now[0].id, old.id);
}

TYPED_TEST_P(RunStoreContract, AnswersAPlaceholderForASyncJobThatHasNeverRun) {
    const auto job = this->world_.media_sync_job(k_alice);
    auto& store = this->world_.store();

    const auto placeholder = store.of_media_sync_job(job, {k_alice});

    ASSERT_TRUE(placeholder);
    EXPECT_FALSE(placeholder->id);
    EXPECT_EQ(placeholder->status, run_status::pending);
    EXPECT_EQ(placeholder->progress, 0);
    EXPECT_EQ(placeholder->media_sync_job_id, job);
    EXPECT_EQ(placeholder->owner, k_alice);
    EXPECT_FALSE(store.of_media_sync_job(job, {k_bob}));
    EXPECT_FALSE(store.of_media_sync_job(job + 1000, k_every_run));
}

REGISTER_TYPED_TEST_SUITE_P(RunStoreContract, CreatesARunningRunThatNobodyHasCountedFor,
                            FindsARunForItsOwnerAndForAdminsOnly, FindsManyRunsAtOnceWhoeverTheyBelongToNewestFirst,
                            ListsActiveRunsNewestFirst, WritesProgressOfManyRunsAndReturnsTheRows,
                            KeepsProgressDataWhenAChangeHasNone, KeepsThePaceWithTheRowThatItDescribes,
                            EndsWithTheLastRateThatWasKnownAndNothingRemaining, NeverLetsProgressFall,
                            RefusesProgressOfAnotherExecutorAndOfAnotherAttempt,
                            CompletesWithAHundredPercentAndTheTotalReached, FailsWhereItStood,
                            KeepsOfATextWhatAnyDatabaseTakes, LeavesARunAloneThatHasEnded,
                            RefusesToCompleteForAnotherExecutor, NotesACancelFromAnyProcessForThoseWhoMaySeeTheRun,
                            EndsARunAtOnceWhoseExecutorIsDeadWhenSomebodyWantsItCancelled,
                            EndsWhatThisProcessLeavesOpenAndNothingElse, EndsOnlyWhatIsOldEnough,
                            AnswersAPlaceholderForASyncJobThatHasNeverRun);

} // namespace media_sync
