#include "plugin/http_api/prefer.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;

TEST(Prefer, SaysHowLongToWait) {
    for (const auto* field :
         {"wait=10", "WAIT=10", R"(wait="10")", " wait = 10 ", "wait=10; x=1", "respond-async, wait=10",
          R"(foo="a, wait=3"; bar, wait=10)", "wait=10, wait=20", ", ,wait=10"})
        EXPECT_EQ(preferred_wait(field), 10s) << field;
    EXPECT_EQ(preferred_wait("wait=0"), 0s);
}

TEST(Prefer, IsCappedAtAMinute) {
    EXPECT_EQ(preferred_wait("wait=60"), 60s);
    EXPECT_EQ(preferred_wait("wait=61"), 60s);
    EXPECT_EQ(preferred_wait("wait=99999999999999999999999999"), 60s);
}

TEST(Prefer, IsIgnoredIfItIsMalformedOrSaysNothingOfWaiting) {
    for (const auto* field :
         {"", "wait", "wait=", "wait=-1", "wait=+1", "wait=1.5", "wait=10s", "wait=ten", R"(wait="")", "wait=1 0",
          "await=10", "waiting=10", "respond-async", "x; wait=10", R"(wait="10)"})
        EXPECT_EQ(preferred_wait(field), std::nullopt) << field;
}

} // namespace
} // namespace media_sync
