#include "plugin/core/progress/rate_estimator.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;

class RateEstimator : public ::testing::Test {
  protected:
    RateEstimator() { estimator_.restart(now_); }

    void arrive(std::int64_t items, std::chrono::milliseconds later) {
        now_ += later;
        estimator_.sample(items, now_);
    }
    double rate() const { return estimator_.rate(now_).value_or(-1); }

    rate_estimator::time_point now_{1h};
    rate_estimator estimator_;
};

TEST_F(RateEstimator, SaysNothingBeforeThreeSamples) {
    arrive(10, 5s);
    arrive(10, 5s);
    EXPECT_FALSE(estimator_.rate(now_));
    EXPECT_FALSE(estimator_.eta(100, now_));

    arrive(10, 5s);
    EXPECT_DOUBLE_EQ(rate(), 2);
}

TEST_F(RateEstimator, SaysNothingBeforeTwoSeconds) {
    for (auto i = 0; i < 7; ++i)
        arrive(10, 250ms);
    EXPECT_FALSE(estimator_.rate(now_));

    arrive(10, 250ms);
    EXPECT_TRUE(estimator_.rate(now_));
}

TEST_F(RateEstimator, IsExactForASteadyRunFromTheFirstAnswer) {
    for (auto i = 0; i < 8; ++i)
        arrive(25, 250ms);

    EXPECT_DOUBLE_EQ(rate(), 100);
    EXPECT_DOUBLE_EQ(estimator_.eta(500, now_).value(), 5);
}

TEST_F(RateEstimator, WeighsBurstsByTheTimeTheyTook) {
    for (auto i = 0; i < 200; ++i) {
        arrive(100, 100ms);
        arrive(0, 900ms);
    }

    EXPECT_NEAR(rate(), 100, 12); // and not the mean of 1000 and 0 a second
}

TEST_F(RateEstimator, FollowsAChangeOfPace) {
    for (auto i = 0; i < 50; ++i)
        arrive(100, 1s);
    for (auto i = 0; i < 50; ++i)
        arrive(10, 1s);

    EXPECT_NEAR(rate(), 10, 1);
}

TEST_F(RateEstimator, DecaysInSilence) {
    for (auto i = 0; i < 10; ++i)
        arrive(100, 1s);

    EXPECT_DOUBLE_EQ(estimator_.rate(now_ + 1s).value(), 100);
    EXPECT_DOUBLE_EQ(estimator_.rate(now_ + 10s).value(), 10);
    EXPECT_DOUBLE_EQ(estimator_.eta(100, now_ + 100s).value(), 100);
}

TEST_F(RateEstimator, CannotTellTheEndWhileNothingArrives) {
    for (auto i = 0; i < 5; ++i)
        arrive(0, 1s);

    EXPECT_DOUBLE_EQ(rate(), 0);
    EXPECT_FALSE(estimator_.eta(1, now_));
}

TEST_F(RateEstimator, IsUnmovedByTimeSpentOnSkippedItems) {
    for (auto i = 0; i < 5; ++i)
        arrive(100, 1s);
    now_ += 1h;
    estimator_.restart(now_);
    arrive(100, 1s);

    EXPECT_DOUBLE_EQ(rate(), 100);
}

TEST_F(RateEstimator, GivesALongerRestWhenTheTotalGrows) {
    for (auto i = 0; i < 5; ++i)
        arrive(100, 1s);

    EXPECT_DOUBLE_EQ(estimator_.eta(1000, now_).value(), 10);
    EXPECT_DOUBLE_EQ(estimator_.eta(3000, now_).value(), 30);
}

} // namespace
} // namespace media_sync
