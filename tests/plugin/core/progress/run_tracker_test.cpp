#include "plugin/core/progress/run_tracker.hpp"

#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <thread>

namespace media_sync {
namespace {

using test::refusal;

class RunTracker : public ::testing::Test {
  protected:
    static run_snapshot created() {
        run_snapshot run;
        run.id = 42;
        run.attempt = 3;
        return run;
    }

    run_tracker tracker_{created()};
};

TEST_F(RunTracker, WritesInTheNameOfItsRunAndAttempt) {
    EXPECT_EQ(tracker_.change().id, 42u);
    EXPECT_EQ(tracker_.change().attempt, 3);
}

TEST_F(RunTracker, KeepsTheMessageOfALowerPercentButNotThePercent) {
    ASSERT_TRUE(tracker_.update_progress(50, "half"));
    ASSERT_TRUE(tracker_.update_progress(40, "again"));

    EXPECT_EQ(tracker_.change().progress, 50);
    EXPECT_EQ(tracker_.change().status_message, "again");
}

TEST_F(RunTracker, KeepsTheMessageWhenTheNewOneIsEmpty) {
    ASSERT_TRUE(tracker_.update_progress(50, "half"));
    ASSERT_TRUE(tracker_.update_progress(60, ""));

    EXPECT_EQ(tracker_.change().progress, 60);
    EXPECT_EQ(tracker_.change().status_message, "half");
}

TEST_F(RunTracker, Shows99ForAReported100) {
    ASSERT_TRUE(tracker_.update_progress(100, "done"));

    EXPECT_EQ(tracker_.change().progress, 99);
    EXPECT_EQ(tracker_.change().status_message, "done");
}

TEST_F(RunTracker, RefusesAPercentOutside0To100AndKeepsItsMessageOut) {
    for (const auto percent : {-1, 101, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
        const auto taken = tracker_.update_progress(percent, "wrong");
        ASSERT_FALSE(taken) << percent;
        EXPECT_EQ(refusal(taken), errc::invalid_argument);
        EXPECT_NE(taken.error().text.find(std::to_string(percent)), std::string::npos) << taken.error().text;
    }
    EXPECT_EQ(tracker_.change().status_message, "");
}

TEST_F(RunTracker, TakesThePercentFromTheItemsUntilOneIsReported) {
    ASSERT_TRUE(tracker_.set_total_items(3));
    ASSERT_TRUE(tracker_.increment_processed_items(2));
    EXPECT_EQ(tracker_.change().progress, 66);

    ASSERT_TRUE(tracker_.update_progress(70, ""));
    ASSERT_TRUE(tracker_.increment_processed_items(1));
    EXPECT_EQ(tracker_.change().progress, 70);
}

TEST_F(RunTracker, HoldsThePercentWhileAGrownTotalCatchesUp) {
    ASSERT_TRUE(tracker_.set_total_items(10));
    ASSERT_TRUE(tracker_.increment_processed_items(5));
    EXPECT_EQ(tracker_.change().progress, 50);

    ASSERT_TRUE(tracker_.set_total_items(100));
    EXPECT_EQ(tracker_.change().progress, 50);
    ASSERT_TRUE(tracker_.increment_processed_items(50));
    EXPECT_EQ(tracker_.change().progress, 55);
}

TEST_F(RunTracker, HoldsThePercentWhenTheFirstReportIsBelowWhatTheItemsHaveShown) {
    ASSERT_TRUE(tracker_.set_total_items(10));
    ASSERT_TRUE(tracker_.increment_processed_items(5));
    EXPECT_EQ(tracker_.change().progress, 50);

    ASSERT_TRUE(tracker_.update_progress(10, ""));

    EXPECT_EQ(tracker_.change().progress, 50);
}

TEST_F(RunTracker, RaisesATotalThatTurnsOutTooSmall) {
    ASSERT_TRUE(tracker_.set_total_items(3));
    ASSERT_TRUE(tracker_.increment_processed_items(5));

    EXPECT_EQ(tracker_.change().processed_items, 5);
    EXPECT_EQ(tracker_.change().total_items, 5);
}

TEST_F(RunTracker, DoesNotKnowATotalThatNobodyHasSet) {
    ASSERT_TRUE(tracker_.increment_processed_items(5));

    EXPECT_EQ(tracker_.change().total_items, std::nullopt);
    EXPECT_EQ(tracker_.change().progress, 0);
}

TEST_F(RunTracker, RefusesNegativeCounts) {
    EXPECT_EQ(refusal(tracker_.set_total_items(-1)), errc::invalid_argument);
    EXPECT_EQ(refusal(tracker_.increment_processed_items(-1)), errc::invalid_argument);
}

TEST_F(RunTracker, StopsCountingAtTheLargestNumberInsteadOfOverflowing) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    ASSERT_TRUE(tracker_.increment_processed_items(largest - 1));
    ASSERT_TRUE(tracker_.increment_processed_items(largest));

    EXPECT_EQ(tracker_.change().processed_items, largest);
}

TEST_F(RunTracker, AdvancesOnlyWhenAnItemOrAPercentMoves) {
    EXPECT_FALSE(tracker_.change().advanced);

    ASSERT_TRUE(tracker_.increment_processed_items(1));
    EXPECT_TRUE(tracker_.change().advanced);
    EXPECT_TRUE(tracker_.change().advanced) << "the first has not been stored";
    tracker_.stored();
    EXPECT_FALSE(tracker_.change().advanced);

    ASSERT_TRUE(tracker_.update_progress(0, "another message only"));
    EXPECT_FALSE(tracker_.change().advanced);

    ASSERT_TRUE(tracker_.update_progress(1, ""));
    EXPECT_TRUE(tracker_.change().advanced);
}

TEST_F(RunTracker, RefusesEveryReportOnceItIsClosed) {
    tracker_.close();

    EXPECT_EQ(refusal(tracker_.update_progress(1, "")), errc::conflict);
    EXPECT_EQ(refusal(tracker_.set_total_items(1)), errc::conflict);
    EXPECT_EQ(refusal(tracker_.increment_processed_items(1)), errc::conflict);
    EXPECT_EQ(refusal(tracker_.set_progress_data("{}")), errc::conflict);

    tracker_.reopen();
    EXPECT_TRUE(tracker_.update_progress(1, ""));
}

TEST_F(RunTracker, IsMarkedDirtyByTheFirstOfManyChanges) {
    EXPECT_TRUE(tracker_.mark_dirty());
    EXPECT_FALSE(tracker_.mark_dirty());
    tracker_.take_dirty();
    EXPECT_TRUE(tracker_.mark_dirty());
}

// Whatever is reported, in whatever order and by whomever: what is shown is never contradicted by what is shown next.
TEST_F(RunTracker, NeverContradictsItselfUnderRandomReportsFromSeveralThreads) {
    std::atomic<bool> reporting{true};
    std::atomic<std::int64_t> counted{0};
    std::vector<std::thread> reporters;
    for (unsigned seed = 1; seed <= 3; ++seed)
        reporters.emplace_back([&, seed] {
            std::mt19937 random(seed);
            const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
            for (int i = 0; i < 20'000; ++i) {
                switch (up_to(2)) {
                case 0:
                    static_cast<void>(tracker_.update_progress(up_to(100), "message"));
                    break;
                case 1:
                    static_cast<void>(tracker_.set_total_items(up_to(50'000)));
                    break;
                default:
                    const auto count = up_to(3);
                    static_cast<void>(tracker_.increment_processed_items(count));
                    counted += count;
                }
            }
        });
    std::thread stop([&] {
        for (auto& reporter : reporters)
            reporter.join();
        reporting = false;
    });

    progress_change before;
    while (reporting) {
        const auto now = tracker_.change();
        EXPECT_GE(now.progress, before.progress);
        EXPECT_LE(now.progress, 99);
        EXPECT_GE(now.processed_items, before.processed_items);
        EXPECT_LE(now.processed_items, now.total_items.value_or(now.processed_items));
        before = now;
    }
    stop.join();

    EXPECT_EQ(tracker_.change().processed_items, counted);
}

} // namespace
} // namespace media_sync
