#include "plugin/core/sync/store_patience.hpp"

#include "support/manual_cancel.hpp"
#include "support/manual_clock.hpp"
#include "support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;

// Sleeps on a clock that is moved by the sleep, and wants the run to stop when it is time.
class clockwork final : public cancel_token {
  public:
    cancel_reason requested() const override { return time.steady() < stop_at ? cancel_reason::none : why; }
    cancel_reason wait(std::chrono::milliseconds timeout) const override {
        sleeps.push_back(timeout);
        time.advance(timeout);
        return requested();
    }

    mutable test::manual_clock time;
    mutable std::vector<std::chrono::milliseconds> sleeps;
    std::chrono::steady_clock::time_point stop_at = std::chrono::steady_clock::time_point::max();
    cancel_reason why = cancel_reason::shutdown;
};

class StorePatience : public ::testing::Test {
  protected:
    store_patience patience(const cancel_token& cancel, back_off::options pauses = {}) {
        return {42, cancel, stop_, std::move(pauses), log_line_};
    }

    // A call of a store that is away for so many tries.
    auto away_for(int tries) {
        return [this, tries]() -> int {
            if (++tries_ <= tries) throw store_unavailable("the database is away");
            return 7;
        };
    }

    static constexpr int k_ever = std::numeric_limits<int>::max();

    clockwork clock_;
    stop_flag stop_;
    int tries_ = 0;
    test::recording<std::string> log_;
    const store_patience::log_callback log_line_ = [this](const std::string& line) { log_.add(line); };
};

TEST_F(StorePatience, ReturnsWhatTheCallReturnsAndSaysNothing) {
    EXPECT_EQ(patience(clock_).work(away_for(0)), 7);

    EXPECT_THAT(clock_.sleeps, SizeIs(0));
    EXPECT_THAT(log_.entries(), SizeIs(0));
}

TEST_F(StorePatience, WaitsLongerAndLongerForAStoreThatIsAway) {
    const auto pauses = back_off::options{250ms, 2s, [] { return 1.0; }};

    EXPECT_EQ(patience(clock_, pauses).work(away_for(6)), 7);

    EXPECT_THAT(clock_.sleeps, ElementsAre(250ms, 500ms, 1s, 2s, 2s, 2s));
}

TEST_F(StorePatience, SaysOnceThatItWaitsAndOnceThatItGoesOn) {
    patience(clock_).work(away_for(50));

    EXPECT_THAT(log_.entries(), ElementsAre("sync waits for the database run=42 reason=\"the database is away\"",
                                            "sync goes on run=42"));
}

// An hour without a database costs one try in five seconds at most, and one in two and a half with the luckiest of chances.
TEST_F(StorePatience, DoesNotSpinHoweverLongTheStoreIsAway) {
    clock_.stop_at = clock_.time.steady() + 1h;

    EXPECT_THROW(patience(clock_).work(away_for(k_ever)), cancelled);

    EXPECT_THAT(tries_, AllOf(Ge(3600 / 5), Le(3600 * 2 / 5 + 10)));
    EXPECT_THAT(clock_.sleeps, Each(Le(5s)));
}

TEST_F(StorePatience, LetsTheWorkBeCancelledWhileItWaits) {
    for (const auto reason : {cancel_reason::user, cancel_reason::shutdown}) {
        clock_.stop_at = clock_.time.steady() + 3s;
        clock_.why = reason;
        try {
            patience(clock_).work(away_for(k_ever));
            FAIL() << "the store is away";
        } catch (const cancelled& stop) {
            EXPECT_EQ(stop.reason, reason);
        }
    }
}

TEST_F(StorePatience, GoesOnTryingToEndARunThatAUserHasCancelled) {
    test::manual_cancel cancel;
    cancel.request(cancel_reason::user);

    EXPECT_EQ(patience(cancel, {1ms, 1ms}).end(away_for(100)), 7);
}

TEST_F(StorePatience, GivesTheEndOfARunUpOnlyWhenTheProcessStops) {
    test::manual_cancel cancel;
    cancel.request(cancel_reason::user);
    auto ending = std::async(std::launch::async, [&] {
        try {
            patience(cancel, {1h, 1h}).end(away_for(k_ever));
            return cancel_reason::none;
        } catch (const cancelled& stop) {
            return stop.reason;
        }
    });
    log_.wait_for(1);

    stop_.raise();

    EXPECT_EQ(ending.get(), cancel_reason::shutdown);
}

TEST_F(StorePatience, GivesTheEndOfARunUpWhenItsTokenSaysThatTheHostStops) {
    clock_.stop_at = clock_.time.steady() + 3s;

    EXPECT_THROW(patience(clock_).end(away_for(k_ever)), cancelled);
}

} // namespace
} // namespace media_sync
