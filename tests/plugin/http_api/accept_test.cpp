#include "plugin/http_api/accept.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

TEST(Accept, AllowsWhatARangeCovers) {
    for (const auto* field : {"", " , ", "*/*", "application/json", "Application/JSON", "application/*;q=0.1",
                              "text/html, application/json;q=0.9", "text/html,*/*;q=0.8", "text/event-stream, */*"})
        EXPECT_TRUE(accepts(field, "application/json")) << field;
}

TEST(Accept, RefusesWhatNoRangeCovers) {
    for (const auto* field : {"text/html", "application/xml, text/*", "application/json-seq", "json"})
        EXPECT_FALSE(accepts(field, "application/json")) << field;
}

TEST(Accept, LetsTheMostSpecificRangeDecide) {
    EXPECT_FALSE(accepts("*/*, application/json;q=0", "application/json"));
    EXPECT_FALSE(accepts("application/json; q=0.000, application/*", "application/json"));
    EXPECT_TRUE(accepts("application/*;q=0, application/json;q=0.01", "application/json"));
}

} // namespace
} // namespace media_sync
