#include "log.hpp"

#include <gtest/gtest.h>

namespace sample_host {
namespace {

TEST(Log, KeepsAMessageOnOneLineWhateverIsInIt) {
    EXPECT_EQ(one_line("first\nsecond\r\n\tthird\x1b[31m"), "first\\nsecond\\r\\n\\x09third\\x1b[31m");
}

TEST(Log, LeavesTextInOtherLanguagesAsItIs) {
    EXPECT_EQ(one_line("Björk — Jóga"), "Björk — Jóga");
}

TEST(Log, IsEnabledFromItsLeastLevelOn) {
    const auto log = create_console_logger(log_level::warn);

    EXPECT_FALSE(log->enabled(log_level::info));
    EXPECT_TRUE(log->enabled(log_level::warn));
    EXPECT_TRUE(log->enabled(log_level::error));
}

} // namespace
} // namespace sample_host
