#include "plugin/http_api/accept.hpp"

#include <gtest/gtest.h>

#include <array>

namespace media_sync {
namespace {

constexpr std::string_view k_json = "application/json";
constexpr std::string_view k_events = "text/event-stream";

std::optional<std::string_view> preferred(std::string_view field) {
    return preferred_type(field, std::array{k_json, k_events});
}

TEST(Accept, GivesTheFirstTypeToWhoDoesNotMind) {
    for (const auto* field : {"", " , ", "*/*", "text/html,*/*;q=0.8"})
        EXPECT_EQ(preferred(field), k_json) << field;
}

TEST(Accept, GivesTheTypeThatARangeCovers) {
    for (const auto* field : {"application/json", "Application/JSON", "application/*;q=0.1",
                              "text/html, application/json;q=0.9", R"(text/html;x="a,b", application/json)"})
        EXPECT_EQ(preferred(field), k_json) << field;
    for (const auto* field :
         {"text/event-stream", "TEXT/Event-Stream; charset=utf-8", "text/*", "application/xml, text/*"})
        EXPECT_EQ(preferred(field), k_events) << field;
}

TEST(Accept, RefusesWhatNoRangeCovers) {
    for (const auto* field : {"text/html", "application/xml, image/*", "application/json-seq", "json"})
        EXPECT_FALSE(preferred(field)) << field;
}

TEST(Accept, LetsTheQualityDecide) {
    EXPECT_EQ(preferred("application/json;q=0.5, text/event-stream"), k_events);
    EXPECT_EQ(preferred("application/json, text/event-stream;q=0.999"), k_json);
    EXPECT_EQ(preferred("application/json;q=0.25, text/event-stream;q=0.3"), k_events);
    EXPECT_EQ(preferred("text/event-stream;q=0.1, */*;q=0.2"), k_json);
}

TEST(Accept, LetsTheMoreSpecificRangeDecideBetweenEqualQualities) {
    EXPECT_EQ(preferred("text/event-stream, */*"), k_events);
    EXPECT_EQ(preferred("*/*;q=0.5, text/*;q=0.5"), k_events);
    EXPECT_EQ(preferred("text/event-stream, application/json"), k_json);
}

TEST(Accept, LetsTheMostSpecificRangeDecideAboutAType) {
    EXPECT_EQ(preferred("*/*, application/json;q=0"), k_events);
    EXPECT_EQ(preferred("application/*;q=0, application/json;q=0.01"), k_json);
    EXPECT_FALSE(preferred("application/json; q=0.000, application/*"));
    EXPECT_FALSE(preferred("*/*;q=0"));
}

} // namespace
} // namespace media_sync
