#include "cli/stop_deadline.hpp"

#include "sample-host/captured_log.hpp"

#include <gtest/gtest.h>

namespace sample_host {
namespace {

using namespace std::chrono_literals;

TEST(StopDeadline, EndsAProcessThatDoesNotComeToItsEnd) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");

    EXPECT_EXIT(
        {
            const auto log = create_console_logger(log_level::info);
            const stop_deadline deadline(0s, *log);
            std::this_thread::sleep_for(1h);
        },
        ::testing::ExitedWithCode(1), "does not come to its end");
}

TEST(StopDeadline, LeavesAProcessAloneThatHasMetIt) {
    testing::captured_log log;

    { const stop_deadline deadline(3600s, log); }

    EXPECT_TRUE(log.lines().empty());
}

} // namespace
} // namespace sample_host
