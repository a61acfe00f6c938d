#include "cli/open_files.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace sample_host::testing {
namespace {

TEST(OpenFiles, LeaveRoomForMoreThanConnections) {
    EXPECT_EQ(connections_within(1'000'000, 20'000), 20'000U);
    EXPECT_EQ(connections_within(20'000, 20'000), 19'488U);
    EXPECT_EQ(connections_within(1024, 20'000), 512U);
    EXPECT_EQ(connections_within(256, 20'000), 128U);
}

TEST(OpenFiles, AreRaisedAsFarAsTheProcessMay) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit lowered{before.rlim_max / 2, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lowered), 0);
    const auto log = create_console_logger(log_level::error);

    const auto room = make_room_for_connections(before.rlim_max, *log);

    rlimit after{};
    ::getrlimit(RLIMIT_NOFILE, &after);
    ::setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(after.rlim_cur, before.rlim_max);
    EXPECT_EQ(room, connections_within(before.rlim_max, before.rlim_max));
}

} // namespace
} // namespace sample_host::testing
