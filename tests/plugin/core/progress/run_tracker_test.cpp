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

    using time_point = run_tracker::time_point;

    progress_change change() { return tracker_.change(now_); }

    void flush_after(std::chrono::milliseconds passed) {
        now_ += passed;
        tracker_.stored(change(), now_);
    }

    void count_and_flush(int times, std::int64_t items, std::chrono::milliseconds passed) {
        for (int i = 0; i < times; ++i) {
            ASSERT_TRUE(tracker_.increment_processed_items(items));
            flush_after(passed);
        }
    }

    time_point now_{std::chrono::hours(1)};
    run_tracker tracker_{created(), now_};
};

TEST_F(RunTracker, WritesInTheNameOfItsRunAndAttempt) {
    EXPECT_EQ(change().id, 42u);
    EXPECT_EQ(change().attempt, 3);
}

TEST_F(RunTracker, KeepsTheMessageOfALowerPercentButNotThePercent) {
    ASSERT_TRUE(tracker_.update_progress(50, "half"));
    ASSERT_TRUE(tracker_.update_progress(40, "again"));

    EXPECT_EQ(change().progress, 50);
    EXPECT_EQ(change().status_message, "again");
}

TEST_F(RunTracker, KeepsTheMessageWhenTheNewOneIsEmpty) {
    ASSERT_TRUE(tracker_.update_progress(50, "half"));
    ASSERT_TRUE(tracker_.update_progress(60, ""));

    EXPECT_EQ(change().progress, 60);
    EXPECT_EQ(change().status_message, "half");
}

TEST_F(RunTracker, Shows99ForAReported100) {
    ASSERT_TRUE(tracker_.update_progress(100, "done"));

    EXPECT_EQ(change().progress, 99);
    EXPECT_EQ(change().status_message, "done");
}

TEST_F(RunTracker, RefusesAPercentOutside0To100AndKeepsItsMessageOut) {
    for (const auto percent : {-1, 101, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
        const auto taken = tracker_.update_progress(percent, "wrong");
        ASSERT_FALSE(taken) << percent;
        EXPECT_EQ(refusal(taken), errc::invalid_argument);
        EXPECT_NE(taken.error().text.find(std::to_string(percent)), std::string::npos) << taken.error().text;
    }
    EXPECT_EQ(change().status_message, "");
}

TEST_F(RunTracker, TakesThePercentFromTheItemsUntilOneIsReported) {
    ASSERT_TRUE(tracker_.set_total_items(3));
    ASSERT_TRUE(tracker_.increment_processed_items(2));
    EXPECT_EQ(change().progress, 66);

    ASSERT_TRUE(tracker_.update_progress(70, ""));
    ASSERT_TRUE(tracker_.increment_processed_items(1));
    EXPECT_EQ(change().progress, 70);
}

TEST_F(RunTracker, HoldsThePercentWhileAGrownTotalCatchesUp) {
    ASSERT_TRUE(tracker_.set_total_items(10));
    ASSERT_TRUE(tracker_.increment_processed_items(5));
    EXPECT_EQ(change().progress, 50);

    ASSERT_TRUE(tracker_.set_total_items(100));
    EXPECT_EQ(change().progress, 50);
    ASSERT_TRUE(tracker_.increment_processed_items(50));
    EXPECT_EQ(change().progress, 55);
}

TEST_F(RunTracker, HoldsThePercentWhenTheFirstReportIsBelowWhatTheItemsHaveShown) {
    ASSERT_TRUE(tracker_.set_total_items(10));
    ASSERT_TRUE(tracker_.increment_processed_items(5));
    EXPECT_EQ(change().progress, 50);

    ASSERT_TRUE(tracker_.update_progress(10, ""));

    EXPECT_EQ(change().progress, 50);
}

TEST_F(RunTracker, RaisesATotalThatTurnsOutTooSmall) {
    ASSERT_TRUE(tracker_.set_total_items(3));
    ASSERT_TRUE(tracker_.increment_processed_items(5));

    EXPECT_EQ(change().processed_items, 5);
    EXPECT_EQ(change().total_items, 5);
}

TEST_F(RunTracker, DoesNotKnowATotalThatNobodyHasSet) {
    ASSERT_TRUE(tracker_.increment_processed_items(5));

    EXPECT_EQ(change().total_items, std::nullopt);
    EXPECT_EQ(change().progress, 0);
}

TEST_F(RunTracker, RefusesNegativeCounts) {
    EXPECT_EQ(refusal(tracker_.set_total_items(-1)), errc::invalid_argument);
    EXPECT_EQ(refusal(tracker_.increment_processed_items(-1)), errc::invalid_argument);
}

TEST_F(RunTracker, StopsCountingAtTheLargestNumberInsteadOfOverflowing) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    ASSERT_TRUE(tracker_.increment_processed_items(largest - 1));
    ASSERT_TRUE(tracker_.increment_processed_items(largest));

    EXPECT_EQ(change().processed_items, largest);
}

TEST_F(RunTracker, AdvancesOnlyWhenAnItemOrAPercentMoves) {
    EXPECT_FALSE(change().advanced);

    ASSERT_TRUE(tracker_.increment_processed_items(1));
    EXPECT_TRUE(change().advanced);
    EXPECT_TRUE(change().advanced) << "the first has not been stored";
    tracker_.stored(change(), now_);
    EXPECT_FALSE(change().advanced);

    ASSERT_TRUE(tracker_.update_progress(0, "another message only"));
    EXPECT_FALSE(change().advanced);

    ASSERT_TRUE(tracker_.update_progress(1, ""));
    EXPECT_TRUE(change().advanced);
}

TEST_F(RunTracker, TakesNothingBackWhenAnEarlierWriteIsHeardOfLast) {
    ASSERT_TRUE(tracker_.increment_processed_items(1));
    const auto earlier = change();
    ASSERT_TRUE(tracker_.increment_processed_items(1));
    const auto later = change();

    EXPECT_EQ(tracker_.stored(later, now_), 2);
    EXPECT_EQ(tracker_.stored(earlier, now_), 0);

    EXPECT_FALSE(change().advanced);
}

TEST_F(RunTracker, TellsWhatIsNewAndWhatIsUrgent) {
    EXPECT_EQ(tracker_.update_progress(10, "begun").value(), news::steady);
    EXPECT_EQ(tracker_.update_progress(10, "begun").value(), news::none);
    EXPECT_EQ(tracker_.update_progress(5, "").value(), news::none);
    EXPECT_EQ(tracker_.update_progress(5, "again").value(), news::steady);
    EXPECT_EQ(tracker_.set_total_items(10).value(), news::urgent);
    EXPECT_EQ(tracker_.set_total_items(10).value(), news::none);
    EXPECT_EQ(tracker_.increment_processed_items(0).value(), news::none);
    EXPECT_EQ(tracker_.increment_processed_items(1).value(), news::steady);
    EXPECT_EQ(tracker_.set_progress_data("{}").value(), news::urgent);
    EXPECT_EQ(tracker_.set_progress_data("{}").value(), news::none);
}

TEST_F(RunTracker, SendsProgressDataUntilItIsStored) {
    ASSERT_TRUE(tracker_.set_progress_data(R"({"step":1})"));
    EXPECT_EQ(change().progress_data, R"({"step":1})");
    const auto first = change();
    ASSERT_TRUE(tracker_.set_progress_data(R"({"step":2})"));
    tracker_.stored(first, now_);
    const auto second = change();
    EXPECT_EQ(second.progress_data, R"({"step":2})");

    tracker_.stored(second, now_);

    EXPECT_EQ(change().progress_data, "");
}

TEST_F(RunTracker, HasNoRateForAJobThatCountsNothing) {
    for (int percent = 1; percent <= 10; ++percent) {
        ASSERT_TRUE(tracker_.update_progress(percent, ""));
        flush_after(std::chrono::seconds(1));
    }

    EXPECT_EQ(change().items_per_second, std::nullopt);
    EXPECT_EQ(change().eta_seconds, std::nullopt);
}

TEST_F(RunTracker, HasTheRateAndTheRestOfASteadyRun) {
    ASSERT_TRUE(tracker_.set_total_items(1000));
    count_and_flush(8, 25, std::chrono::milliseconds(250));

    EXPECT_DOUBLE_EQ(change().items_per_second.value_or(-1), 100);
    EXPECT_DOUBLE_EQ(change().eta_seconds.value_or(-1), 8);
}

TEST_F(RunTracker, WeighsBurstsByTheTimeTheyTook) {
    ASSERT_TRUE(tracker_.set_total_items(1'000'000));
    for (int i = 0; i < 100; ++i) {
        count_and_flush(1, 100, std::chrono::milliseconds(100));
        count_and_flush(1, 0, std::chrono::milliseconds(900));
    }

    EXPECT_NEAR(change().items_per_second.value_or(-1), 100, 15);
    EXPECT_NEAR(change().eta_seconds.value_or(-1), 9900, 1500);
}

TEST_F(RunTracker, PromisesLessAndLessWhileNothingArrives) {
    ASSERT_TRUE(tracker_.set_total_items(2000));
    count_and_flush(10, 100, std::chrono::seconds(1));
    EXPECT_DOUBLE_EQ(change().eta_seconds.value_or(-1), 10);

    now_ += std::chrono::minutes(10);

    EXPECT_LT(change().items_per_second.value_or(1000), 2);
    EXPECT_GT(change().eta_seconds.value_or(0), 500);
}

TEST_F(RunTracker, ComesBackToItsRateAfterAPause) {
    ASSERT_TRUE(tracker_.set_total_items(1'000'000));
    count_and_flush(10, 100, std::chrono::seconds(1));
    count_and_flush(1, 0, std::chrono::seconds(30));
    const auto paused = change().items_per_second.value_or(-1);
    count_and_flush(60, 100, std::chrono::seconds(1));

    EXPECT_LT(paused, 50);
    EXPECT_NEAR(change().items_per_second.value_or(-1), 100, 5);
}

TEST_F(RunTracker, HasALongerRestOnceTheTotalGrows) {
    ASSERT_TRUE(tracker_.set_total_items(1000));
    count_and_flush(5, 100, std::chrono::seconds(1));
    EXPECT_DOUBLE_EQ(change().eta_seconds.value_or(-1), 5);

    ASSERT_TRUE(tracker_.set_total_items(3500));

    EXPECT_DOUBLE_EQ(change().eta_seconds.value_or(-1), 30);
    EXPECT_DOUBLE_EQ(change().items_per_second.value_or(-1), 100);
}

TEST_F(RunTracker, LosesNoItemsAndNoTimeOfItsPaceToAFlushThatFailed) {
    ASSERT_TRUE(tracker_.set_total_items(1000));
    for (int second = 1; second <= 9; ++second) {
        now_ += std::chrono::seconds(1);
        ASSERT_TRUE(tracker_.increment_processed_items(10));
        const auto given = change();
        if (second % 3 == 0) tracker_.stored(given, now_);
    }

    EXPECT_DOUBLE_EQ(change().items_per_second.value_or(-1), 10);
}

TEST_F(RunTracker, RefusesEveryReportOnceItIsClosed) {
    ASSERT_TRUE(tracker_.close());
    EXPECT_EQ(refusal(tracker_.close()), errc::conflict);

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
        const auto now = change();
        EXPECT_GE(now.progress, before.progress);
        EXPECT_LE(now.progress, 99);
        EXPECT_GE(now.processed_items, before.processed_items);
        EXPECT_LE(now.processed_items, now.total_items.value_or(now.processed_items));
        before = now;
    }
    stop.join();

    EXPECT_EQ(change().processed_items, counted);
}

// What a job was told has been counted is in what its end stores.
TEST_F(RunTracker, HasEveryReportThatItTookInTheFirstChangeAfterItIsClosed) {
    for (int round = 0; round < 200; ++round) {
        run_tracker tracker(created(), now_);
        std::atomic<std::int64_t> taken{0};
        std::vector<std::thread> reporters;
        for (int i = 0; i < 2; ++i)
            reporters.emplace_back([&] {
                while (tracker.increment_processed_items(1))
                    ++taken;
            });
        while (taken < 10)
            std::this_thread::yield();

        ASSERT_TRUE(tracker.close());
        const auto last = tracker.change(now_).processed_items;
        for (auto& reporter : reporters)
            reporter.join();

        ASSERT_EQ(last, taken);
    }
}

} // namespace
} // namespace media_sync
