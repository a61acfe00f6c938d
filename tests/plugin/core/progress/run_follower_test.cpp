#include "plugin/core/progress/run_follower.hpp"

#include "support/fake_run_listener.hpp"
#include "support/fake_run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::recording;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RunFollower : public ::testing::Test {
  protected:
    RunFollower() { follower_.start(); }

    void watch(watched_runs wanted) {
        {
            std::lock_guard lock(mutex_);
            watched_ = std::move(wanted);
        }
        follower_.wake();
        listener_.wait_until_heard();
    }

    run_id started(test::fake_run_store& store) { return store.create({"my.export", "system", {}}).id.value(); }

    std::int64_t advance(test::fake_run_store& store, run_id id, int progress, int attempt = 1) {
        progress_change change;
        change.id = id;
        change.attempt = attempt;
        change.progress = progress;
        return store.write_progress({&change, 1}).written.at(0).revision;
    }

    void complete(test::fake_run_store& store, run_id id) {
        progress_change last;
        last.id = id;
        last.attempt = 1;
        store.complete(last, {});
    }

    int progress(run_id id) const {
        const auto known = hub_.latest(id);
        return known ? known->run.progress : -1;
    }

    // How many more questions `act` makes the follower ask.
    template <class Act>
    std::size_t questions_of(Act act) {
        const auto before = here_.questions.entries().size();
        act();
        listener_.wait_until_heard();
        return here_.questions.entries().size() - before;
    }

    test::fake_database database_;
    test::fake_run_store here_{database_, "this process"};
    test::fake_run_store there_{database_, "another process"};
    progress_hub hub_{database_.time, {256, 60s}};
    test::fake_run_listener listener_{database_.time};
    recording<std::string> trouble_;

    std::mutex mutex_;
    watched_runs watched_;
    run_follower follower_{here_,
                           hub_,
                           listener_,
                           database_.time,
                           {},
                           [this] {
                               std::lock_guard lock(mutex_);
                               return watched_;
                           },
                           [this](const std::string& why) { trouble_.add(why); }};
};

TEST_F(RunFollower, AsksNothingWhileNobodyWatches) {
    const auto run = started(there_);

    listener_.say({{{run, 1}}, true});
    hub_.mention(run);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(listener_.pass_time(), 1s);

    EXPECT_THAT(here_.questions.entries(), IsEmpty());
    EXPECT_EQ(hub_.latest(run), nullptr);
}

TEST_F(RunFollower, ShowsARunOfAnotherProcessAsSoonAsItIsHeardOf) {
    listener_.set_listening(true);
    const auto run = started(there_);
    watch({{run}, {}, false});
    EXPECT_EQ(progress(run), 0);

    listener_.say({{{run, advance(there_, run, 7)}}, false});

    EXPECT_EQ(progress(run), 7);
}

TEST_F(RunFollower, AsksForNothingThatItHasSeenOrThatNobodyWatches) {
    listener_.set_listening(true);
    const auto run = started(there_);
    const auto other = started(there_);
    watch({{run}, {}, false});

    EXPECT_EQ(questions_of([&] { listener_.say({{{run, 1}, {other, 1}}, false}); }), 0u);
    EXPECT_EQ(questions_of([&] { listener_.say({{{run, 0}}, false}); }), 1u);
}

TEST_F(RunFollower, AsksForNoRunOfThisProcess) {
    const auto run = started(here_);
    hub_.publish(here_.find(run, {}).value());

    EXPECT_EQ(questions_of([&] { watch({{run}, {}, false}); }), 0u);
    EXPECT_EQ(questions_of([&] { listener_.pass_time(); }), 0u);
}

TEST_F(RunFollower, LooksFourTimesASecondWhileItCannotListen) {
    const auto run = started(there_);
    watch({{run}, {}, false});
    advance(there_, run, 7);
    EXPECT_EQ(progress(run), 0);

    EXPECT_EQ(listener_.pass_time(), 250ms);

    EXPECT_EQ(progress(run), 7);
}

TEST_F(RunFollower, ChecksOnceASecondForWhatNobodyAnnounces) {
    listener_.set_listening(true);
    const auto run = started(there_);
    watch({{run}, {}, false});
    {
        std::lock_guard lock(database_.mutex);
        database_.runs.at(run).shown.liveness = liveness::lost;
    }

    EXPECT_EQ(listener_.pass_time(), 1s);

    EXPECT_EQ(hub_.latest(run)->run.liveness, liveness::lost);
}

TEST_F(RunFollower, SeesTheEndOfARunThatLeavesTheList) {
    const auto run = started(there_);
    const auto lasting = started(there_);
    watch({{}, {}, true});
    EXPECT_EQ(progress(run), 0);

    complete(there_, run);
    listener_.say({{}, true});

    EXPECT_EQ(hub_.latest(run)->run.status, run_status::completed);
    EXPECT_EQ(hub_.latest(lasting)->run.status, run_status::running);
}

TEST_F(RunFollower, AddsToAListWhatAnotherProcessBegins) {
    listener_.set_listening(true);
    watch({{}, {}, true});

    const auto run = started(there_);
    listener_.say({{{run, 1}}, false});

    EXPECT_EQ(progress(run), 0);
}

TEST_F(RunFollower, FindsTheFirstRunOfASyncJobAndItsEnd) {
    listener_.set_listening(true);
    database_.sync_jobs[7] = {1, 3, sync_type::music};
    watch({{}, {7}, false});
    EXPECT_TRUE(hub_.active({}, 10).empty());

    const auto run = started(there_);
    {
        std::lock_guard lock(database_.mutex);
        database_.runs.at(run).shown.media_sync_job_id = 7;
    }
    const auto stranger = started(there_);
    listener_.say({{{run, 1}, {stranger, 1}}, false});
    EXPECT_EQ(progress(run), 0);
    EXPECT_EQ(hub_.latest(stranger), nullptr);

    complete(there_, run);
    listener_.pass_time();
    EXPECT_EQ(hub_.latest(run)->run.status, run_status::completed);
}

TEST_F(RunFollower, LetsGoOfWhatNobodyWatchesAnyMore) {
    const auto run = started(there_);
    const auto own = started(here_);
    hub_.publish(here_.find(own, {}).value());
    watch({{run, own}, {}, false});
    EXPECT_NE(hub_.latest(run), nullptr);

    watch({});

    EXPECT_EQ(hub_.latest(run), nullptr);
    EXPECT_NE(hub_.latest(own), nullptr);
}

TEST_F(RunFollower, GoesOnWithARunThatAnotherProcessHasTakenOver) {
    const auto run = started(here_);
    hub_.publish(here_.find(run, {}).value());
    watch({{run}, {}, false});

    database_.take_over(run, "another process");
    advance(there_, run, 30, 2);
    hub_.forget(run);
    listener_.wait_until_heard();

    EXPECT_EQ(progress(run), 30);
    EXPECT_EQ(hub_.latest(run)->run.attempt, 2);
    EXPECT_EQ(hub_.first_hand(run), nullptr);
}

TEST_F(RunFollower, ReadsWhatThisProcessHasStoredWithoutKnowingTheResult) {
    listener_.set_listening(true);
    watch({{}, {}, true});
    const auto run = started(here_);

    hub_.mention(run);
    listener_.wait_until_heard();

    EXPECT_EQ(progress(run), 0);
}

TEST_F(RunFollower, AsksLessAndLessOftenWhileTheStoreIsAwayAndSaysSoOnce) {
    const auto run = started(there_);
    database_.go_away();
    watch({{run}, {}, false});

    std::vector<std::chrono::milliseconds> waits;
    auto waited = 0ms;
    for (auto asked = here_.questions.entries().size(); waits.size() < 4;) {
        waited += listener_.pass_time();
        if (here_.questions.entries().size() == asked) continue;
        asked = here_.questions.entries().size();
        waits.push_back(std::exchange(waited, 0ms));
    }
    EXPECT_THAT(waits, ElementsAre(250ms, 500ms, 1000ms, 2000ms));
    EXPECT_EQ(questions_of([&] { listener_.say({{{run, 9}}, true}); }), 0u);
    EXPECT_THAT(trouble_.entries(), ElementsAre("the database is away"));

    database_.come_back();
    for (int i = 0; i < 5; ++i)
        listener_.pass_time();
    EXPECT_EQ(progress(run), 0);

    database_.go_away();
    listener_.pass_time();
    EXPECT_THAT(trouble_.entries(), SizeIs(2));
}

TEST_F(RunFollower, ForgetsARunWhoseRowIsGone) {
    const auto run = started(there_);
    watch({{run}, {}, false});
    {
        std::lock_guard lock(database_.mutex);
        database_.runs.erase(run);
    }

    listener_.pass_time();

    EXPECT_EQ(hub_.latest(run), nullptr);
}

TEST_F(RunFollower, LetsGoOfARunWhoseReaderWasThroughBeforeItWasNoticed) {
    const auto run = started(there_);
    hub_.observe({here_.find(run, {}).value()});

    listener_.pass_time();

    EXPECT_EQ(hub_.latest(run), nullptr);
}

TEST_F(RunFollower, KeepsARunThatSomebodyBeginsToWatchWhileItLooks) {
    const auto watched = started(there_);
    const auto fresh = started(there_);
    here_.reads.close();
    {
        std::lock_guard lock(mutex_);
        watched_ = {{watched}, {}, false};
    }
    follower_.wake();
    here_.reads.wait_for_arrival();
    {
        std::lock_guard lock(mutex_);
        watched_ = {{watched}, {}, true};
    }
    hub_.observe({there_.find(fresh, {}).value()});
    const auto known = hub_.latest(fresh);

    here_.reads.open();
    listener_.wait_until_heard();

    EXPECT_EQ(hub_.latest(fresh), known);
}

TEST_F(RunFollower, TakesARunOfTheHostsOwnOffTheListWhenItIsADayOld) {
    const auto own = started(there_);
    {
        std::lock_guard lock(database_.mutex);
        auto& row = database_.runs.at(own);
        row.executor.clear();
        row.shown.liveness.reset();
    }
    watch({{own}, {}, false});
    ASSERT_THAT(hub_.active({}, 10), SizeIs(1));
    recording<run_id> changed;
    const auto listening = hub_.subscribe([&](auto changes) { changed.add(changes.front().id); });

    database_.time.advance(24h);
    listener_.pass_time();

    EXPECT_THAT(hub_.active({}, 10), IsEmpty());
    EXPECT_THAT(changed.entries(), ElementsAre(own));
}

TEST_F(RunFollower, NoticesARunOfThisProcessThatStallsWhetherSomebodyWatchesOrNot) {
    const auto run = started(here_);
    hub_.publish(here_.find(run, {}).value());

    for (int i = 0; i < 59; ++i)
        listener_.pass_time();
    EXPECT_EQ(hub_.latest(run)->run.liveness, liveness::ok);
    for (int i = 0; i < 3; ++i)
        listener_.pass_time();

    EXPECT_EQ(hub_.latest(run)->run.liveness, liveness::stalled);
}

} // namespace
} // namespace media_sync
