#include "plugin/core/back_off.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

std::vector<std::chrono::milliseconds> first_pauses(back_off& pauses, int count) {
    std::vector<std::chrono::milliseconds> all;
    for (int i = 0; i < count; ++i)
        all.push_back(pauses.next());
    return all;
}

TEST(BackOff, DoublesUpToItsLongestPause) {
    back_off pauses({100ms, 1s, [] { return 1.0; }});

    EXPECT_THAT(first_pauses(pauses, 6), ElementsAre(100ms, 200ms, 400ms, 800ms, 1s, 1s));
}

TEST(BackOff, StaysAtItsLongestPauseHoweverOftenItFails) {
    back_off pauses({100ms, 1s, [] { return 1.0; }});
    first_pauses(pauses, 100'000);

    EXPECT_EQ(pauses.next(), 1s);
}

TEST(BackOff, GivesAwayHalfOfAPauseToChance) {
    EXPECT_EQ(jittered_pause(3, 100ms, 1s, 0), 200ms);
    EXPECT_EQ(jittered_pause(3, 100ms, 1s, 0.5), 300ms);

    for (int i = 0; i < 1000; ++i) {
        const auto share = random_share();
        EXPECT_GE(share, 0);
        EXPECT_LT(share, 1);
    }
}

TEST(BackOff, BeginsAnewAfterASuccess) {
    back_off pauses({100ms, 1s, [] { return 1.0; }});
    first_pauses(pauses, 4);

    pauses.reset();

    EXPECT_THAT(first_pauses(pauses, 2), ElementsAre(100ms, 200ms));
}

} // namespace
} // namespace media_sync
