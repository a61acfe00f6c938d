#include "plugin/core/sync/batch_sizer.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;

TEST(BatchSizer, BeginsWithWhatASlowDiskManagesInTheInterval) {
    EXPECT_EQ(batch_sizer(2000, 250ms).next(1'000'000), 100u);
}

TEST(BatchSizer, FollowsWhatTheLastBatchTook) {
    batch_sizer sizer(2000, 250ms);

    sizer.took(100, 50ms); // 2,000 a second
    EXPECT_EQ(sizer.next(1'000'000), 500u);

    sizer.took(500, 5s); // 100 a second
    EXPECT_EQ(sizer.next(1'000'000), 25u);
}

TEST(BatchSizer, CommitsAtLeastEveryPercentOfTheTotal) {
    batch_sizer sizer(2000, 250ms);
    sizer.took(1000, 1ms);

    EXPECT_EQ(sizer.next(1200), 12u);
    EXPECT_EQ(sizer.next(150'000), 1500u);
}

TEST(BatchSizer, GoesByTimeAloneWhereNobodyKnowsTheTotal) {
    batch_sizer sizer(2000, 250ms);

    sizer.took(100, 50ms); // 2,000 a second
    EXPECT_EQ(sizer.next(std::nullopt), 500u);

    sizer.took(1'000'000, 1ms);
    EXPECT_EQ(sizer.next(std::nullopt), 2000u);
}

TEST(BatchSizer, IsNeverLargerThanItsLimit) {
    batch_sizer sizer(2000, 250ms);
    sizer.took(1'000'000, 1ms);

    EXPECT_EQ(sizer.next(1'000'000'000), 2000u);
}

TEST(BatchSizer, IsNeverEmpty) {
    batch_sizer sizer(2000, 250ms);
    EXPECT_EQ(sizer.next(0), 1u);
    EXPECT_EQ(sizer.next(50), 1u);

    sizer.took(1, 1h);
    EXPECT_EQ(sizer.next(1'000'000), 1u);
}

TEST(BatchSizer, LearnsNothingFromAnEmptyBatchOrAClockThatStandsStill) {
    batch_sizer sizer(2000, 250ms);

    sizer.took(0, 1s);
    sizer.took(10, 0s);

    EXPECT_EQ(sizer.next(1'000'000), 100u);
}

} // namespace
} // namespace media_sync
