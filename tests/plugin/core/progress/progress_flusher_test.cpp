#include "plugin/core/progress/progress_flusher.hpp"

#include "support/fake_run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::fake_database;
using test::fake_run_store;
using test::recording;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class ProgressFlusher : public ::testing::Test {
  protected:
    std::unique_ptr<progress_flusher> start(progress_flusher::options settings) {
        return std::make_unique<progress_flusher>(
            store_, hub_, database_.time, settings,
            [this](const std::vector<run_id>& ids) {
                std::ranges::for_each(ids, [this](run_id id) { lost_.add(id); });
            },
            [this](const std::string& why) { trouble_.add(why); });
    }

    std::shared_ptr<run_tracker> new_run() {
        return std::make_shared<run_tracker>(store_.create({"my.export", "system", {}}), database_.time.steady());
    }

    static bool holds(const std::vector<progress_change>& statement, run_id id) {
        return std::ranges::find(statement, id, &progress_change::id) != statement.end();
    }

    static void report(progress_flusher& flusher, const std::shared_ptr<run_tracker>& run, int percent) {
        ASSERT_TRUE(run->update_progress(percent, ""));
        flusher.changed(run);
    }

    fake_database database_;
    fake_run_store store_{database_};
    progress_hub hub_{database_.time};
    recording<run_id> lost_;
    recording<std::string> trouble_;
};

TEST_F(ProgressFlusher, StoresTheFirstChangeAtOnceAndGathersThoseThatFollow) {
    const auto run = new_run();
    auto flusher = start({1h, 5s});

    report(*flusher, run, 1);
    const auto first = store_.statements.wait_for(1);
    for (int i = 0; i < 100'000; ++i) // long enough for a flusher that does not wait to be seen
        report(*flusher, run, 2 + i % 89);
    flusher.reset();

    ASSERT_THAT(first, SizeIs(1));
    EXPECT_EQ(first[0].at(0).progress, 1);
    ASSERT_THAT(store_.statements.entries(), SizeIs(2));
    EXPECT_EQ(database_.run(run->id()).shown.progress, 90);
}

TEST_F(ProgressFlusher, StoresAgainWhenTheIntervalHasPassed) {
    const auto run = new_run();
    const auto flusher = start({1ms, 5s});

    for (int percent = 1; percent <= 3; ++percent) {
        report(*flusher, run, percent);
        store_.statements.wait_until(
            [&](const auto& statements) { return !statements.empty() && statements.back()[0].progress == percent; });
    }
}

TEST_F(ProgressFlusher, DoesNotLetWhatIsUrgentWaitForTheInterval) {
    const auto run = new_run();
    const auto flusher = start({1h, 5s, 1ms});
    report(*flusher, run, 1);
    store_.statements.wait_for(1);

    ASSERT_EQ(run->set_total_items(10).value(), news::urgent);
    flusher->changed(run, news::urgent);

    EXPECT_EQ(store_.statements.wait_for(2).back().at(0).total_items, 10);
}

TEST_F(ProgressFlusher, KeepsItsDistanceWhateverIsUrgent) {
    const auto run = new_run();
    auto flusher = start({1h, 5s, 1h});
    report(*flusher, run, 1);
    store_.statements.wait_for(1);

    for (int total = 1; total <= 100'000; ++total) { // long enough for a flusher that does not wait to be seen
        ASSERT_TRUE(run->set_total_items(total));
        flusher->changed(run, news::urgent);
    }
    flusher.reset();

    EXPECT_THAT(store_.statements.entries(), SizeIs(2));
}

TEST_F(ProgressFlusher, AsksTheStoreOnceAFlushEvenIfRowsAreLockedOrLost) {
    const auto locked = new_run();
    const auto taken = new_run();
    const auto ours = new_run();
    database_.lock_row(locked->id());
    database_.take_over(taken->id(), "another process");
    store_.writes.close();
    auto flusher = start({1h, 5s});

    report(*flusher, ours, 1);
    store_.writes.wait_for_arrival();
    for (const auto& run : {locked, taken, ours})
        report(*flusher, run, 2);
    store_.writes.open();
    flusher.reset();

    // The first, the one with all three, and a last try of the locked one.
    EXPECT_THAT(store_.tries.entries(), ElementsAre(SizeIs(1), SizeIs(3), SizeIs(1)));
    EXPECT_THAT(lost_.entries(), ElementsAre(taken->id()));
}

TEST_F(ProgressFlusher, FindsTheOneThatIsRefusedAmongManyInFewStatements) {
    std::vector<std::shared_ptr<run_tracker>> runs;
    for (int i = 0; i < 1000; ++i)
        runs.push_back(new_run());
    const auto bad = runs[617];
    store_.refuses = bad->id();
    store_.writes.close();
    auto flusher = start({1ms, 5s});

    report(*flusher, runs[0], 1);
    store_.writes.wait_for_arrival();
    for (const auto& run : runs)
        report(*flusher, run, 2);
    store_.writes.open();
    flusher.reset();

    EXPECT_LT(store_.tries.entries().size(), 40U);
    EXPECT_THAT(trouble_.entries(), SizeIs(1));
    for (const auto& run : runs)
        EXPECT_EQ(database_.run(run->id()).shown.progress, run == bad ? 0 : 2);
}

TEST_F(ProgressFlusher, StoresTheOthersWhenOneIsRefused) {
    const auto good = new_run();
    const auto bad = new_run();
    store_.refuses = bad->id();
    store_.writes.close();
    auto flusher = start({1ms, 5s});

    report(*flusher, good, 1);
    store_.writes.wait_for_arrival();
    report(*flusher, bad, 2);
    report(*flusher, good, 3);
    store_.writes.open();
    flusher.reset();

    EXPECT_EQ(database_.run(good->id()).shown.progress, 3);
    EXPECT_EQ(database_.run(bad->id()).shown.progress, 0);
    EXPECT_THAT(trouble_.entries(), ElementsAre(::testing::HasSubstr("run " + std::to_string(bad->id()))));
}

TEST_F(ProgressFlusher, StoresManyRunsInOneStatement) {
    std::vector<std::shared_ptr<run_tracker>> runs;
    for (int i = 0; i < 1000; ++i)
        runs.push_back(new_run());
    store_.writes.close();
    auto flusher = start({1h, 5s});

    report(*flusher, runs[0], 1);
    store_.writes.wait_for_arrival();
    for (const auto& run : runs)
        report(*flusher, run, 2);
    store_.writes.open();
    flusher.reset();

    ASSERT_THAT(store_.statements.entries(), SizeIs(2));
    EXPECT_THAT(store_.statements.entries()[1], SizeIs(1000));
    EXPECT_EQ(database_.run(runs[999]->id()).shown.progress, 2);
}

TEST_F(ProgressFlusher, StoresWhatIsReportedWhileAStatementIsUnderWay) {
    const auto run = new_run();
    store_.writes.close();
    auto flusher = start({1ms, 5s});

    report(*flusher, run, 10);
    store_.writes.wait_for_arrival();
    report(*flusher, run, 20);
    store_.writes.open();
    store_.statements.wait_for(2);

    EXPECT_EQ(database_.run(run->id()).shown.progress, 20);
}

TEST_F(ProgressFlusher, PublishesWhatTheStoreReturned) {
    const auto run = new_run();
    auto flusher = start({1ms, 5s});

    report(*flusher, run, 10);
    flusher.reset();

    const auto latest = hub_.latest(run->id());
    ASSERT_NE(latest, nullptr);
    EXPECT_EQ(latest->run.progress, 10);
    EXPECT_EQ(latest->run.revision, database_.run(run->id()).shown.revision);
}

TEST_F(ProgressFlusher, PublishesNothingThatHasNotBeenStored) {
    const auto run = new_run();
    database_.go_away();
    const auto flusher = start({1ms, 1ms});

    report(*flusher, run, 10);
    store_.tries.wait_for(3);

    EXPECT_EQ(hub_.latest(run->id()), nullptr);
}

TEST_F(ProgressFlusher, TriesARowThatSomebodyElseHasLockedAgain) {
    const auto locked = new_run();
    const auto free = new_run();
    database_.lock_row(locked->id());
    auto flusher = start({1ms, 5s});

    report(*flusher, locked, 10);
    report(*flusher, free, 20);
    store_.statements.wait_until([&](const auto& statements) {
        return statements.size() >= 5 &&
               std::ranges::any_of(statements, [&](const auto& each) { return holds(each, free->id()); });
    });
    EXPECT_EQ(database_.run(locked->id()).shown.progress, 0);
    EXPECT_EQ(database_.run(free->id()).shown.progress, 20);

    database_.lock_row(locked->id(), false);
    flusher.reset();
    EXPECT_EQ(database_.run(locked->id()).shown.progress, 10);
    EXPECT_THAT(lost_.entries(), SizeIs(0));
}

TEST_F(ProgressFlusher, NotesTheAdvanceOfARowThatWasLockedAtFirst) {
    const auto run = new_run();
    database_.lock_row(run->id());
    auto flusher = start({1ms, 5s});
    report(*flusher, run, 10);
    store_.statements.wait_for(3);

    database_.lock_row(run->id(), false);
    flusher.reset();

    EXPECT_EQ(database_.run(run->id()).times_advanced, 1);
}

TEST_F(ProgressFlusher, LetsGoOfARunThatAnotherExecutorHasTakenOver) {
    const auto taken = new_run();
    const auto ours = new_run();
    database_.take_over(taken->id(), "another process");
    auto flusher = start({1ms, 5s});

    report(*flusher, taken, 10);
    EXPECT_THAT(lost_.wait_for(1), ElementsAre(taken->id()));

    const auto seen = store_.tries.entries().size();
    report(*flusher, ours, 10);
    const auto later = store_.tries.wait_for(seen + 1);
    EXPECT_FALSE(holds(later.back(), taken->id()));
    EXPECT_EQ(database_.run(taken->id()).shown.progress, 0);
}

TEST_F(ProgressFlusher, KeepsEverythingWhileTheStoreIsAway) {
    const auto one = new_run();
    const auto two = new_run();
    database_.go_away();
    auto flusher = start({1ms, 1ms});

    report(*flusher, one, 10);
    store_.tries.wait_for(2);
    report(*flusher, one, 30);
    report(*flusher, two, 20);
    // From here on no try has what the first report said and not what the second did.
    store_.tries.wait_until([&](const auto& tries) { return holds(tries.back(), two->id()); });
    database_.come_back();
    store_.statements.wait_until([&](const auto& statements) {
        return std::ranges::any_of(statements, [&](const auto& each) { return holds(each, two->id()); });
    });
    flusher.reset();

    EXPECT_THAT(trouble_.entries(), ElementsAre("the database is away"));
    EXPECT_EQ(database_.run(one->id()).shown.progress, 30);
    EXPECT_EQ(database_.run(two->id()).shown.progress, 20);
    EXPECT_EQ(database_.run(one->id()).times_advanced, 1);
}

TEST_F(ProgressFlusher, TriesLessAndLessOftenWhileTheStoreIsAway) {
    const auto run = new_run();
    database_.go_away();
    const auto flusher = start({10ms, 5s});
    const auto began = std::chrono::steady_clock::now();

    report(*flusher, run, 10);
    store_.tries.wait_for(4);

    // The half of each pause that is not left to chance.
    EXPECT_GE(std::chrono::steady_clock::now() - began, 10ms + 20ms + 40ms);
}

TEST_F(ProgressFlusher, ComesBackToItsIntervalWhenTheStoreHasComeBack) {
    const auto run = new_run();
    database_.go_away_for(3);
    const auto flusher = start({1ms, 1h});

    report(*flusher, run, 10);
    store_.statements.wait_for(1);
    for (int percent = 11; percent < 16; ++percent) {
        report(*flusher, run, percent);
        store_.statements.wait_for(static_cast<std::size_t>(percent - 9));
    }

    EXPECT_THAT(trouble_.entries(), SizeIs(1));
}

TEST_F(ProgressFlusher, EndsEvenIfTheStoreStaysAway) {
    const auto run = new_run();
    database_.go_away();
    auto flusher = start({1h, 1h});

    report(*flusher, run, 10);
    trouble_.wait_for(1);
    flusher.reset();

    EXPECT_THAT(store_.tries.entries(), SizeIs(2));
}

} // namespace
} // namespace media_sync
