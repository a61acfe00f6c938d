#include "plugin/core/progress/executor_watch.hpp"

#include "support/fake_executor_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using test::database_state;
using test::fake_executor_store;
using test::recording;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr executor_watch::options k_options{std::chrono::milliseconds(1), 3, 16, 5, 100};

std::size_t count_of(const std::vector<std::string>& calls, std::string_view call) {
    return static_cast<std::size_t>(std::ranges::count(calls, call));
}

class ExecutorWatch : public ::testing::Test {
  protected:
    executor_watch::callbacks callbacks() {
        return {[this](run_id id) { cancelled_.add(id); },
                [this](const abandoned_run& run) { rescued_.add(run.id); },
                [this](const abandoned_run& run) { ended_.add(run.id); },
                [this] { return executing_; },
                [this] { resurfaced_.add(true); },
                [this](const std::string& why) { trouble_.add(why); },
                [this](std::size_t count) { others_.add(count); }};
    }

    // Until the heartbeat has been heard so many times more.
    void wait_for_beats(std::size_t count) {
        const auto seen = count_of(store_.calls.entries(), "heartbeat");
        store_.calls.wait_until([&](const auto& calls) { return count_of(calls, "heartbeat") >= seen + count; });
    }

    fake_executor_store store_;
    recording<run_id> cancelled_;
    recording<run_id> rescued_;
    recording<run_id> ended_;
    std::vector<run_id> executing_;
    recording<bool> resurfaced_;
    recording<std::string> trouble_;
    recording<std::size_t> others_;
};

TEST_F(ExecutorWatch, LooksForTheRunsOfTheRetiredAtOnceAndJudgesTheSilentAfterThreeHeartbeatsOfItsOwn) {
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    const auto calls = store_.calls.wait_for(9);

    EXPECT_THAT(std::vector(calls.begin(), calls.begin() + 9),
                ElementsAre("heartbeat", "abandoned 16", "heartbeat", "abandoned 16", "heartbeat", "abandoned 16",
                            "heartbeat", "abandoned 16 silent", "end_orphans 100"));
}

TEST_F(ExecutorWatch, JudgesNobodyAnewUntilThreeHeartbeatsAfterOneThatWasLate) {
    executor_watch watch(store_, k_options, callbacks());
    watch.start();
    store_.calls.wait_until([](const auto& all) { return count_of(all, "abandoned 16 silent") > 0; });

    const auto before = count_of(store_.calls.entries(), "abandoned 16");
    store_.be_late();

    store_.calls.wait_until([&](const auto& all) { return count_of(all, "abandoned 16") >= before + 3; });
    wait_for_beats(3);
    EXPECT_EQ(count_of(store_.calls.entries(), "abandoned 16"), before + 3);
}

TEST_F(ExecutorWatch, JudgesAllTheSameIfItIsAlwaysLate) {
    store_.be_late(true);
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    store_.calls.wait_until([](const auto& all) { return count_of(all, "end_orphans 100 silent") > 0; });
}

TEST_F(ExecutorWatch, EndsWhatTheSilentHaveLeftOnlyAfterMoreHeartbeatsOfItsOwn) {
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    const auto calls =
        store_.calls.wait_until([](const auto& all) { return count_of(all, "end_orphans 100 silent") > 0; });

    const auto first = std::ranges::find(calls, "end_orphans 100 silent");
    EXPECT_EQ(std::count(calls.begin(), first, "heartbeat"), 6);
    EXPECT_EQ(std::count(calls.begin(), first, "end_orphans 100"), 2);
}

TEST_F(ExecutorWatch, SaysWhichRunsItHasEnded) {
    store_.orphan({42, "my.export"});
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    EXPECT_EQ(ended_.wait_for(1).front(), 42u);
}

TEST_F(ExecutorWatch, AsksForTheRunsOfTheDeadToBeRescued) {
    store_.abandon({42, "system.media.sync"});
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    EXPECT_EQ(rescued_.wait_for(1).front(), 42u);
}

TEST_F(ExecutorWatch, PassesOnWhatSomebodyWantsCancelled) {
    store_.want_cancelled({7, 8});
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    EXPECT_THAT(cancelled_.wait_for(2), ElementsAre(7u, 8u));
}

TEST_F(ExecutorWatch, SaysWithEveryHeartbeatHowManyOthersLive) {
    store_.set_others(2);
    executor_watch watch(store_, k_options, callbacks());
    watch.start();
    EXPECT_EQ(others_.wait_for(1).front(), 2u);

    store_.set_others(0);

    others_.wait_until([](const auto& counts) { return counts.back() == 0; });
}

TEST_F(ExecutorWatch, CancelsWhatOthersHaveTakenWhileItSeemedToBeDead) {
    executing_ = {7, 8, 9};
    store_.take(8);
    store_.be_silent();
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    EXPECT_THAT(cancelled_.wait_for(1), ElementsAre(8u));
    resurfaced_.wait_for(1);
    wait_for_beats(2);
    EXPECT_EQ(count_of(store_.calls.entries(), "taken 7 8 9"), 1u);
    EXPECT_THAT(resurfaced_.entries(), SizeIs(1));
}

TEST_F(ExecutorWatch, LooksAfterItsOwnRunsAfterEveryOutageHoweverShort) {
    executing_ = {7};
    executor_watch watch(store_, k_options, callbacks());
    watch.start();
    store_.calls.wait_for(1);

    store_.set_state(database_state::away);
    trouble_.wait_for(1);
    store_.set_state(database_state::up);

    resurfaced_.wait_for(1);
    store_.calls.wait_until([](const auto& calls) { return count_of(calls, "taken 7") == 1; });
}

TEST_F(ExecutorWatch, AsksForNothingWhereItExecutesNothing) {
    store_.be_silent();
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    resurfaced_.wait_for(1);
    wait_for_beats(2);
    for (const auto& call : store_.calls.entries())
        EXPECT_FALSE(call.starts_with("taken"));
}

TEST_F(ExecutorWatch, RetiresOnceWhenItStops) {
    executor_watch watch(store_, k_options, callbacks());
    watch.start();
    store_.calls.wait_for(1);

    watch.stop();
    watch.stop();

    EXPECT_EQ(count_of(store_.calls.entries(), "retire"), 1u);
    EXPECT_EQ(store_.calls.entries().back(), "retire");
}

TEST_F(ExecutorWatch, StopsAtOnceHoweverLongItsBeat) {
    executor_watch watch(store_, {std::chrono::hours(1), 3, 16, 5, 100}, callbacks());
    watch.start();
    store_.calls.wait_for(1);

    watch.stop();

    EXPECT_THAT(store_.calls.entries(), ElementsAre("heartbeat", "abandoned 16", "retire"));
}

TEST_F(ExecutorWatch, DoesNotRetireWhatHasNeverStarted) {
    { executor_watch watch(store_, k_options, callbacks()); }

    EXPECT_THAT(store_.calls.entries(), SizeIs(0));
}

TEST_F(ExecutorWatch, ToleratesADatabaseThatIsAwayWhenItStops) {
    executor_watch watch(store_, k_options, callbacks());
    watch.start();
    store_.calls.wait_for(1);

    store_.set_state(database_state::away);
    watch.stop();

    EXPECT_EQ(store_.calls.entries().back(), "retire");
}

TEST_F(ExecutorWatch, CountsItsHeartbeatsAnewAfterAnOutage) {
    executor_watch watch(store_, k_options, callbacks());
    watch.start();
    store_.calls.wait_until([](const auto& calls) { return count_of(calls, "abandoned 16 silent") > 0; });

    store_.set_state(database_state::away);
    trouble_.wait_for(1);
    const auto during_outage = store_.calls.entries().size();
    wait_for_beats(2);
    store_.set_state(database_state::up);
    const auto calls = store_.calls.wait_until([&](const auto& all) {
        return std::find(all.begin() + static_cast<std::ptrdiff_t>(during_outage), all.end(), "abandoned 16 silent") !=
               all.end();
    });

    const auto first = calls.begin() + static_cast<std::ptrdiff_t>(during_outage);
    const auto judged = std::find(first, calls.end(), "abandoned 16 silent");
    // Two that failed at least, three that did not, and the one that is followed by the judgement.
    EXPECT_GE(std::count(first, judged, "heartbeat"), 6);
}

TEST_F(ExecutorWatch, ReportsAnOutageOnceNotWithEveryBeat) {
    store_.set_state(database_state::away);
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    wait_for_beats(5);
    EXPECT_THAT(trouble_.entries(), ElementsAre("the database is away"));

    store_.set_state(database_state::up);
    wait_for_beats(2);
    store_.set_state(database_state::away);
    wait_for_beats(3);
    EXPECT_THAT(trouble_.entries(), SizeIs(2));
}

TEST_F(ExecutorWatch, GoesOnWhateverTheDatabaseRefuses) {
    store_.set_state(database_state::refusing);
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    EXPECT_EQ(trouble_.wait_for(1).front(), "permission denied for job_executors");
    wait_for_beats(2);
    watch.stop();
}

TEST_F(ExecutorWatch, KeepsQuietUntilTheHostHasAppliedTheMigrations) {
    store_.set_state(database_state::not_migrated);
    executor_watch watch(store_, k_options, callbacks());
    watch.start();

    wait_for_beats(5);

    EXPECT_THAT(trouble_.entries(), SizeIs(0));
    EXPECT_EQ(count_of(store_.calls.entries(), "abandoned 16"), 0u);
}

} // namespace
} // namespace media_sync
