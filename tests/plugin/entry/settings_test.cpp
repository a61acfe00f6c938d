#include "plugin/entry/settings.hpp"

#include "support/readme_table.hpp"
#include "support/refusal.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

TEST(Settings, HaveDefaults) {
    const auto settings = parse_settings("{}");

    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->routes.prefix, "/api/v1");
    EXPECT_EQ(settings->routes.envelope, response_envelope::bare);
    EXPECT_EQ(settings->flushing.interval, 250ms);
    EXPECT_EQ(settings->stalled_after, 60s);
    EXPECT_EQ(settings->database_readers, 2u);
    EXPECT_EQ(settings->queued_requests, 256u);
    EXPECT_TRUE(settings->listen);
    EXPECT_EQ(settings->following.readers.all, 20'000u);
    EXPECT_EQ(settings->following.readers.of_user, 10'000u);
    EXPECT_EQ(settings->schedule, 60s);
    EXPECT_FALSE(settings->syncing.allow_emptied_library);
    EXPECT_EQ(settings->retention.keep, std::nullopt);
}

TEST(Settings, AreRead) {
    const auto settings = parse_settings(R"({"routePrefix": "/suasor/v2", "responseEnvelope": "suasor",
        "flushIntervalMs": 500, "stalledAfterSeconds": 5, "databaseReaders": 8, "queuedRequests": 10, "listen": false,
        "maxStreams": 3, "maxStreamsPerUser": 2, "scheduleSeconds": 7, "allowEmptiedLibrary": true,
        "retainRunsDays": 90})");

    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->routes.prefix, "/suasor/v2");
    EXPECT_EQ(settings->routes.envelope, response_envelope::suasor);
    EXPECT_EQ(settings->flushing.interval, 500ms);
    EXPECT_EQ(settings->stalled_after, 5s);
    EXPECT_EQ(settings->database_readers, 8u);
    EXPECT_EQ(settings->queued_requests, 10u);
    EXPECT_FALSE(settings->listen);
    EXPECT_EQ(settings->following.readers.all, 3u);
    EXPECT_EQ(settings->following.readers.of_user, 2u);
    EXPECT_EQ(settings->schedule, 7s);
    EXPECT_TRUE(settings->syncing.allow_emptied_library);
    EXPECT_EQ(settings->retention.keep, std::chrono::days(90));
}

TEST(Settings, MayPutTheRoutesAtTheRoot) {
    EXPECT_EQ(parse_settings(R"({"routePrefix": ""})")->routes.prefix, "");
}

TEST(Settings, AreRefusedByName) {
    struct example {
        const char* json;
        const char* name;
        const char* allowed;
    };
    for (const auto& [json, name, allowed] : {
             example{R"({"routeprefix": "/x"})", "\"routeprefix\"", "routePrefix"},
             example{R"({"routePrefix": "api"})", "routePrefix", "begins with /"},
             example{R"({"routePrefix": "/api/"})", "routePrefix", "does not end"},
             example{R"({"routePrefix": "/"})", "routePrefix", "does not end"},
             example{R"({"routePrefix": "/:id"})", "routePrefix", "/api/v1"},
             example{R"({"routePrefix": 1})", "routePrefix", "/api/v1"},
             example{R"({"responseEnvelope": "wrapped"})", "responseEnvelope", "\"bare\" or \"suasor\""},
             example{R"({"responseEnvelope": true})", "responseEnvelope", "\"bare\" or \"suasor\""},
             example{R"({"flushIntervalMs": 199})", "flushIntervalMs", "200 to 10000"},
             example{R"({"flushIntervalMs": 10001})", "flushIntervalMs", "200 to 10000"},
             example{R"({"flushIntervalMs": 250.5})", "flushIntervalMs", "200 to 10000"},
             example{R"({"flushIntervalMs": "250"})", "flushIntervalMs", "200 to 10000"},
             example{R"({"flushIntervalMs": 18446744073709551615})", "flushIntervalMs", "200 to 10000"},
             example{R"({"stalledAfterSeconds": 0})", "stalledAfterSeconds", "1 to 86400"},
             example{R"({"databaseReaders": 65})", "databaseReaders", "1 to 64"},
             example{R"({"queuedRequests": 0})", "queuedRequests", "1 to 100000"},
             example{R"({"queuedRequests": null})", "queuedRequests", "1 to 100000"},
             example{R"({"listen": "no"})", "listen", "true or false"},
             example{R"({"maxStreams": 0})", "maxStreams", "1 to 1000000"},
             example{R"({"maxStreamsPerUser": 0})", "maxStreamsPerUser", "1 to 1000000"},
             example{R"({"retainRunsDays": 0})", "retainRunsDays", "1 to 36500, or null"},
             example{R"({"retainRunsDays": "30"})", "retainRunsDays", "1 to 36500, or null"},
         }) {
        const auto settings = parse_settings(json);
        ASSERT_EQ(test::refusal(settings), errc::invalid_argument) << json;
        EXPECT_THAT(settings.error().text, HasSubstr(name)) << json;
        EXPECT_THAT(settings.error().text, HasSubstr(allowed)) << json;
    }
}

TEST(Settings, AreThoseThatTheReadmeNames) {
    std::vector<std::string> rows;
    for (const auto& each : known_settings())
        rows.push_back(
            fmt::format("| `{}` | `{}` | {} | {} |", each.name, each.by_default, each.allowed, each.meaning));

    EXPECT_THAT(::test::rows_of_readme(SUASOR_README, "### The plugin's settings"), ElementsAreArray(rows));
}

TEST(Settings, AllowTheirDefaults) {
    settings unused;
    for (const auto& each : known_settings())
        EXPECT_TRUE(each.read(boost::json::parse(std::string(each.by_default)), unused)) << each.name;
}

TEST(Settings, AreOneJsonObject) {
    for (const auto* json : {"", "null", "[]", "{", "{} {}", "1"})
        EXPECT_EQ(test::refusal(parse_settings(json)), errc::invalid_argument) << json;
}

} // namespace
} // namespace media_sync
