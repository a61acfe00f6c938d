#include "plugin/media_servers/timestamp.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;

constexpr time_point k_moment = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 34s + 17min;

TEST(Timestamp, WithoutAZoneIsUtc) {
    EXPECT_EQ(parse_timestamp("2026-11-24T00:17:34"), k_moment);
}

TEST(Timestamp, IsReadInEverySpellingOfServers) {
    EXPECT_EQ(parse_timestamp("2026-11-24T00:17:34Z"), k_moment);
    EXPECT_EQ(parse_timestamp("2026-11-24 00:17:34"), k_moment);
    EXPECT_EQ(parse_timestamp("2026-11-24T02:17:34+02:00"), k_moment);
    EXPECT_EQ(parse_timestamp("2026-11-23T18:47:34-0530"), k_moment);
    EXPECT_EQ(parse_timestamp("2026-11-24T00:17:34.5Z"), k_moment + 500ms);
    EXPECT_EQ(parse_timestamp("2026-11-24T00:17:34.1234567Z"), k_moment + 123456us);
    EXPECT_EQ(parse_timestamp("2026-11-24T00:17:34.000000001+00"), k_moment);
    EXPECT_EQ(parse_timestamp("2026-11-24"), k_moment - 34s - 17min);
}

TEST(Timestamp, IsUnknownForAnythingElse) {
    for (const auto* text : {"", "yesterday", "2026", "2026-13-01", "2026-02-30", "2026-11-24T", "2026-11-24T25:00:00Z",
                             "2026-11-24T00:17:34.Z", "2026-11-24T00:17:34X", "2026-11-24T00:17:34Zjunk",
                             "2026-11-24T00:17:34+2", "1732407454"})
        EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
}

} // namespace
} // namespace media_sync
