#include "plugin/core/progress/progress_hub.hpp"

#include "support/manual_clock.hpp"

#include "support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace media_sync {

bool operator==(const progress_hub::change& a, const progress_hub::change& b) {
    return a.id == b.id && a.revision == b.revision && a.committed_here == b.committed_here;
}

void PrintTo(const progress_hub::change& change, std::ostream* out) {
    *out << "{run " << change.id << ", revision " << change.revision << (change.committed_here ? ", here}" : "}");
}

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using change = progress_hub::change;

constexpr scope k_everybody{};

run_snapshot snapshot(run_id id, std::int64_t revision, run_status status = run_status::running) {
    run_snapshot run;
    run.id = id;
    run.revision = revision;
    run.status = status;
    return run;
}

run_snapshot snapshot(run_id id, std::int64_t revision, user_id owner) {
    auto run = snapshot(id, revision);
    run.owner = owner;
    return run;
}

class ProgressHub : public ::testing::Test {
  protected:
    // Writes down what a listener hears from now on.
    progress_hub::subscription listen(progress_hub& hub) {
        return hub.subscribe([this](std::span<const change> changes) { heard_.add({changes.begin(), changes.end()}); });
    }

    std::vector<run_id> active(const progress_hub& hub, const scope& viewer, std::size_t limit) {
        std::vector<run_id> ids;
        for (const auto& known : hub.active(viewer, limit))
            ids.push_back(known->run.id.value());
        return ids;
    }

    // A running run that has last advanced at the given age.
    run_snapshot running(run_id id, std::int64_t revision, std::chrono::seconds silent_for = 0s) {
        auto run = snapshot(id, revision);
        run.liveness = liveness::ok;
        run.updated_at = time_.now();
        run.advanced_at = time_.now() - silent_for;
        return run;
    }

    test::manual_clock time_;
    progress_hub hub_{time_, {256, 60s}};
    test::recording<std::vector<change>> heard_;
};

TEST_F(ProgressHub, KnowsTheLatestSnapshotOfARun) {
    progress_hub hub(time_);

    EXPECT_EQ(hub.latest(1), nullptr);
    hub.publish(snapshot(1, 1));
    hub.publish(snapshot(1, 2));

    EXPECT_EQ(hub.latest(1)->run.revision, 2);
}

TEST_F(ProgressHub, NeverGoesBackToAnOlderRevision) {
    progress_hub hub(time_);

    hub.publish(snapshot(1, 5, run_status::completed));
    hub.publish(snapshot(1, 4));

    EXPECT_EQ(hub.latest(1)->run.revision, 5);
    EXPECT_EQ(hub.latest(1)->run.status, run_status::completed);
}

TEST_F(ProgressHub, LeavesASnapshotThatAReaderHoldsAsItWas) {
    progress_hub hub(time_);
    hub.publish(snapshot(1, 1));

    const auto held = hub.latest(1);
    hub.publish(snapshot(1, 2));
    hub.forget(1);

    EXPECT_EQ(held->run.revision, 1);
    EXPECT_EQ(hub.latest(1), nullptr);
}

TEST_F(ProgressHub, KeepsEveryRunThatStillRunsAndTheLastFewThatHaveEnded) {
    progress_hub hub(time_, {2, {}});
    for (run_id id = 1; id <= 4; ++id)
        hub.publish(snapshot(id, 1, run_status::completed));
    for (run_id id = 11; id <= 20; ++id)
        hub.publish(snapshot(id, 1));

    EXPECT_EQ(hub.latest(1), nullptr);
    EXPECT_EQ(hub.latest(2), nullptr);
    EXPECT_NE(hub.latest(3), nullptr);
    EXPECT_NE(hub.latest(4), nullptr);
    for (run_id id = 11; id <= 20; ++id)
        EXPECT_NE(hub.latest(id), nullptr) << id;
}

TEST_F(ProgressHub, ForgetsTheEarliestToEndAndNotTheLowestId) {
    progress_hub hub(time_, {2, {}});
    for (const run_id id : {3, 2, 1})
        hub.publish(snapshot(id, 1, run_status::failed));

    EXPECT_EQ(hub.latest(3), nullptr);
    EXPECT_NE(hub.latest(2), nullptr);
    EXPECT_NE(hub.latest(1), nullptr);
}

TEST_F(ProgressHub, CountsARunThatEndsTwiceOnce) {
    progress_hub hub(time_, {2, {}});
    for (std::int64_t revision = 1; revision <= 5; ++revision)
        hub.publish(snapshot(1, revision, run_status::completed));
    hub.publish(snapshot(2, 1, run_status::completed));

    EXPECT_NE(hub.latest(1), nullptr);
    EXPECT_NE(hub.latest(2), nullptr);
}

TEST_F(ProgressHub, KnowsAtFirstHandWhatIsPublishedAndNotWhatIsObserved) {
    hub_.publish(snapshot(1, 1));
    hub_.observe({snapshot(2, 1)});

    EXPECT_NE(hub_.first_hand(1), nullptr);
    EXPECT_EQ(hub_.first_hand(2), nullptr);
    EXPECT_NE(hub_.latest(2), nullptr);
    EXPECT_EQ(hub_.first_hand(3), nullptr);
}

TEST_F(ProgressHub, PrefersWhatIsPublishedToWhatIsObservedOfTheSameRevision) {
    auto observed = snapshot(1, 5);
    observed.liveness = liveness::lost;
    auto published = snapshot(1, 5);
    published.liveness = liveness::ok;

    hub_.observe({observed});
    hub_.publish(published);
    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::ok);
    EXPECT_NE(hub_.first_hand(1), nullptr);

    hub_.observe({observed});
    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::ok);
    EXPECT_NE(hub_.first_hand(1), nullptr);
}

TEST_F(ProgressHub, StaysAtFirstHandWhenSomebodyElseChangesARunOfTheSameAttempt) {
    hub_.publish(snapshot(1, 5)); // a cancel, for example
    hub_.observe({snapshot(1, 6)});

    ASSERT_NE(hub_.first_hand(1), nullptr);
    EXPECT_EQ(hub_.first_hand(1)->run.revision, 6);
}

TEST_F(ProgressHub, IsNotAtFirstHandAnyMoreOnceAnotherAttemptIsObserved) {
    hub_.publish(snapshot(1, 5));
    auto elsewhere = snapshot(1, 6);
    elsewhere.attempt = 2;
    hub_.observe({elsewhere});

    EXPECT_EQ(hub_.first_hand(1), nullptr);
    EXPECT_EQ(hub_.latest(1)->run.attempt, 2);

    hub_.publish(snapshot(1, 5)); // of the earlier attempt, late
    EXPECT_EQ(hub_.latest(1)->run.attempt, 2);
}

TEST_F(ProgressHub, TakesAnotherStateOfARunThatHasNoRevisions) {
    auto hosts_own = snapshot(1, 0);
    hub_.observe({hosts_own});
    hosts_own.progress = 50;
    const auto listening = listen(hub_);

    hub_.observe({hosts_own});
    hub_.observe({hosts_own});

    EXPECT_EQ(hub_.latest(1)->run.progress, 50);
    EXPECT_THAT(heard_.entries(), ElementsAre(ElementsAre(change{1, 0, false})));
}

TEST_F(ProgressHub, TellsAListenerOfNewsOnlyAndOfOneBatchAtOnce) {
    hub_.publish(snapshot(1, 5));
    const auto listening = listen(hub_);

    hub_.publish({snapshot(1, 5), snapshot(2, 1), snapshot(3, 1)});
    hub_.publish(snapshot(1, 4));
    hub_.observe({snapshot(4, 9)});
    hub_.observe({snapshot(4, 9)});
    hub_.mention(7);
    hub_.forget(1);
    hub_.forget(1);

    EXPECT_THAT(heard_.entries(),
                ElementsAre(ElementsAre(change{2, 1, true}, change{3, 1, true}), ElementsAre(change{4, 9, false}),
                            ElementsAre(change{7, 0, true}), ElementsAre(change{1, 0, false})));
}

TEST_F(ProgressHub, SaysOnceWhatThisProcessHasStoredThoughAReaderMayHaveObservedItFirst) {
    hub_.publish(snapshot(1, 1));
    const auto listening = listen(hub_);

    hub_.observe({snapshot(1, 2), snapshot(2, 1)});
    hub_.publish({snapshot(1, 2), snapshot(2, 1)});
    hub_.publish({snapshot(1, 2), snapshot(2, 1)});

    EXPECT_THAT(heard_.entries(), ElementsAre(ElementsAre(change{1, 2, false}, change{2, 1, false}),
                                              ElementsAre(change{1, 2, true}, change{2, 1, true})));
}

TEST_F(ProgressHub, ShowsAListenerAtLeastWhatItIsToldOf) {
    std::int64_t seen = 0;
    const auto listening =
        hub_.subscribe([&](std::span<const change> changes) { seen = hub_.latest(changes.front().id)->run.revision; });

    hub_.publish(snapshot(1, 3));

    EXPECT_EQ(seen, 3);
}

TEST_F(ProgressHub, TellsNobodyAnythingAfterTheSubscriptionHasEnded) {
    auto first = listen(hub_);
    {
        const auto second = listen(hub_);
        hub_.publish(snapshot(1, 1));
    }
    hub_.publish(snapshot(1, 2));
    EXPECT_EQ(heard_.entries().size(), 3U);

    auto moved = std::move(first);
    hub_.publish(snapshot(1, 3));
    EXPECT_EQ(heard_.entries().size(), 4U);

    moved = {};
    hub_.publish(snapshot(1, 4));
    EXPECT_EQ(heard_.entries().size(), 4U);
}

TEST_F(ProgressHub, FindsARunStalledOnceNothingHasAdvancedForSoLongAndBackOnceItDoes) {
    hub_.publish(running(1, 1));
    const auto listening = listen(hub_);

    time_.advance(60s);
    hub_.update_liveness();
    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::ok);
    EXPECT_THAT(heard_.entries(), IsEmpty());

    time_.advance(1s);
    hub_.update_liveness();
    hub_.update_liveness();
    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::stalled);
    EXPECT_EQ(hub_.latest(1)->run.revision, 1);
    EXPECT_THAT(heard_.entries(), ElementsAre(ElementsAre(change{1, 1, false})));

    hub_.publish(running(1, 2));
    hub_.update_liveness();
    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::ok);
}

TEST_F(ProgressHub, IsNotTakenInByAMessageThatAdvancesNothing) {
    hub_.publish(running(1, 1));
    time_.advance(50s);
    hub_.publish(running(1, 2, 50s));

    time_.advance(11s);
    hub_.update_liveness();

    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::stalled);
}

TEST_F(ProgressHub, JudgesTheLivenessOfItsOwnRunningRunsOnly) {
    hub_.observe({running(1, 1)});
    hub_.publish(snapshot(2, 1, run_status::completed));
    hub_.publish(snapshot(3, 1, run_status::pending));

    time_.advance(1h);
    hub_.update_liveness();

    EXPECT_EQ(hub_.latest(1)->run.liveness, liveness::ok);
    EXPECT_EQ(hub_.latest(2)->run.liveness, std::nullopt);
    EXPECT_EQ(hub_.latest(3)->run.liveness, std::nullopt);
}

TEST_F(ProgressHub, LetsGoOfWhatWasOnlyObservedAndIsNotWanted) {
    hub_.publish(snapshot(1, 1));
    hub_.observe({snapshot(2, 1), snapshot(3, 1)});

    hub_.forget_observed([](const run_snapshot& run) { return run.id != 3u; });

    EXPECT_NE(hub_.latest(1), nullptr);
    EXPECT_EQ(hub_.latest(2), nullptr);
    EXPECT_NE(hub_.latest(3), nullptr);
}

TEST_F(ProgressHub, ListsActiveRunsNewestFirstForWhomeverTheyConcern) {
    hub_.publish({snapshot(2, 1, user_id{1}), snapshot(3, 1, user_id{2}), snapshot(1, 1, user_id{1}), snapshot(5, 1)});
    hub_.publish(snapshot(4, 1, run_status::completed));

    EXPECT_THAT(active(hub_, k_everybody, 100), ElementsAre(5, 3, 2, 1));
    EXPECT_THAT(active(hub_, {1}, 100), ElementsAre(2, 1));
    EXPECT_THAT(active(hub_, k_everybody, 2), ElementsAre(5, 3));
    EXPECT_THAT(active(hub_, k_everybody, 0), IsEmpty());
}

TEST_F(ProgressHub, MakesTheJsonOfASnapshotOnce) {
    hub_.publish(snapshot(1, 1));

    const auto one = hub_.latest(1);
    const auto other = hub_.latest(1);

    EXPECT_EQ(&one->json(), &other->json());
    EXPECT_EQ(one->json().data(), other->json().data());
}

// To be run under ThreadSanitizer too.
TEST_F(ProgressHub, IsReadSubscribedToAndPublishedToByManyThreadsAtOnce) {
    constexpr std::int64_t k_revisions = 2000;
    std::atomic<bool> publishing{true};
    std::vector<std::thread> threads;
    for (int reader = 0; reader < 2; ++reader)
        threads.emplace_back([&] {
            while (publishing) {
                std::atomic<bool> ended{false};
                std::mutex mutex; // listeners are called from several threads
                auto listening = hub_.subscribe([&](std::span<const change> changes) {
                    std::lock_guard lock(mutex);
                    EXPECT_FALSE(ended);
                    for (const auto& each : changes) {
                        const auto known = hub_.latest(each.id);
                        EXPECT_GE(known->run.revision, each.revision);
                        EXPECT_FALSE(known->json().empty());
                    }
                });
                hub_.update_liveness();
                static_cast<void>(hub_.active(k_everybody, 10));
                listening = {};
                ended = true;
            }
        });

    std::vector<std::thread> publishers;
    for (run_id id = 1; id <= 2; ++id)
        publishers.emplace_back([&, id] {
            for (std::int64_t revision = 1; revision <= k_revisions; ++revision)
                hub_.publish(snapshot(id, revision));
        });
    for (auto& publisher : publishers)
        publisher.join();
    publishing = false;
    for (auto& thread : threads)
        thread.join();

    EXPECT_EQ(hub_.latest(1)->run.revision, k_revisions);
    EXPECT_EQ(hub_.latest(2)->run.revision, k_revisions);
}

} // namespace
} // namespace media_sync
