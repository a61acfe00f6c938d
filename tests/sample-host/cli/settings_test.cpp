#include "cli/settings.hpp"

#include "cli/limits.hpp"
#include "support/readme_table.hpp"

#include <suasor/types.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal_of(std::string_view json) {
    try {
        parse_settings(json);
    } catch (const suasor::error& problem) {
        return problem.what();
    }
    return "accepted";
}

TEST(Settings, AreAllOptional) {
    const auto parsed = parse_settings("{}");

    EXPECT_FALSE(parsed.listen.has_value());
    EXPECT_FALSE(parsed.database.has_value());
    EXPECT_TRUE(parsed.plugins.empty());
}

TEST(Settings, HandEachPluginItsOwnObjectUnread) {
    const auto parsed =
        parse_settings(R"({"listen":"127.0.0.1:0","plugins":{"suasor_media_sync":{"flushIntervalMs":100}}})");

    EXPECT_EQ(parsed.listen, "127.0.0.1:0");
    EXPECT_EQ(parsed.plugins.at("suasor_media_sync").at("flushIntervalMs").as_int64(), 100);
}

TEST(Settings, RefuseAnUnknownKeyByName) {
    EXPECT_THAT(refusal_of(R"({"lissen":"127.0.0.1:0"})"), HasSubstr("\"lissen\""));
}

TEST(Settings, RefuseAWrongTypeWithoutRepeatingTheValue) {
    const auto text = refusal_of(R"({"database":["postgresql://me:hunter2@db/x"]})");

    EXPECT_THAT(text, HasSubstr("\"database\" must be a string"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

TEST(Settings, RefusePluginSettingsThatAreNoObject) {
    EXPECT_THAT(refusal_of(R"({"plugins":{"suasor_media_sync":7}})"), HasSubstr("plugins.suasor_media_sync"));
}

TEST(Settings, SayWhatIsAllowed) {
    struct example {
        std::string_view json;
        std::string_view refusal;
    };
    for (const auto& [json, refusal] : {
             example{R"({"listen":"here"})", R"("listen" must be a string like "127.0.0.1:8080" or "[::1]:8080")"},
             example{R"({"listen":8080})", R"("listen" must be a string like "127.0.0.1:8080" or "[::1]:8080")"},
             example{R"({"logLevel":"loud"})", R"("logLevel" must be trace, debug, info, warn or error)"},
             example{R"({"logFormat":"xml"})", R"("logFormat" must be text or json)"},
             example{R"({"dataDir":null})", R"("dataDir" must be a string: a folder)"},
             example{R"({"plugins":[]})", R"("plugins" must be a JSON object of JSON objects)"},
             example{
                 R"({"loglevel":"info"})",
                 R"(the setting "loglevel" is not known; there are listen, database, dataDir, pluginsDir, logLevel, )"
                 R"(logFormat, limits, plugins)"},
             example{R"({"limits":5})", R"("limits" must be a JSON object)"},
             example{R"({"limits":{"headerBytes":1023}})",
                     R"("limits.headerBytes" must be a whole number from 1024 to 1073741824)"},
             example{R"({"limits":{"idleSeconds":0}})",
                     R"("limits.idleSeconds" must be a whole number from 1 to 3600)"},
             example{R"({"limits":{"connections":1.5}})",
                     R"("limits.connections" must be a whole number from 1 to 1000000)"},
             example{R"({"limits":{"bodySeconds":"30"}})",
                     R"("limits.bodySeconds" must be a whole number from 1 to 3600)"},
             example{R"({"limits":{"streams":1}})",
                     R"(the limit "streams" is not known; there are headerBytes, bodyBytes, connections, )"
                     R"(headerSeconds, bodySeconds, idleSeconds, stallSeconds)"},
         })
        EXPECT_EQ(refusal_of(json), refusal);
}

TEST(Settings, AreAllRead) {
    const auto parsed = parse_settings(R"({"listen":"[::1]:0","database":"dbname=x","dataDir":"/d","pluginsDir":"/p",
        "logLevel":"debug","logFormat":"json","plugins":{"a":{}}})");

    EXPECT_EQ(parsed.listen, "[::1]:0");
    EXPECT_EQ(parsed.database->reveal(), "dbname=x");
    EXPECT_EQ(parsed.data_directory, "/d");
    EXPECT_EQ(parsed.plugins_directory, "/p");
    EXPECT_EQ(parsed.log_level, "debug");
    EXPECT_EQ(parsed.log_format, "json");
    EXPECT_EQ(parsed.plugins.size(), 1u);
}

TEST(Settings, AreThoseThatTheReadmeNames) {
    std::vector<std::string> rows;
    for (const auto& each : known_settings())
        rows.push_back(fmt::format("| `{}` | {} | {} | {} | {} |", each.name, each.by_default, each.allowed,
                                   each.meaning, each.takes_effect));

    EXPECT_THAT(::test::rows_of_readme(SUASOR_README, "### The host's settings"), ElementsAreArray(rows));
}

TEST(Settings, LimitWhatAClientMayCost) {
    using namespace std::chrono_literals;
    const auto parsed = parse_settings(R"({"limits": {"headerBytes": 2048, "bodyBytes": 4096, "connections": 5,
        "headerSeconds": 1, "bodySeconds": 2, "idleSeconds": 3, "stallSeconds": 4}})");

    EXPECT_EQ(parsed.limits.header_bytes, 2048u);
    EXPECT_EQ(parsed.limits.body_bytes, 4096u);
    EXPECT_EQ(parsed.limits.connections, 5u);
    EXPECT_EQ(parsed.limits.header_timeout, 1s);
    EXPECT_EQ(parsed.limits.body_timeout, 2s);
    EXPECT_EQ(parsed.limits.idle_timeout, 3s);
    EXPECT_EQ(parsed.limits.stall_timeout, 4s);
}

TEST(Settings, LimitByDefaultAsTheServerDoes) {
    EXPECT_EQ(parse_settings("{}").limits, http::server_limits());
    EXPECT_EQ(parse_settings(R"({"limits": {}})").limits, http::server_limits());
}

TEST(Settings, HaveTheLimitsThatTheReadmeNames) {
    std::vector<std::string> rows;
    for (const auto& each : known_limits())
        rows.push_back(fmt::format("| `{}` | {} | {} to {} | {} |", each.name, each.by_default, each.low, each.high,
                                   each.meaning));

    EXPECT_THAT(::test::rows_of_readme(SUASOR_README, "### The host's limits"), ElementsAreArray(rows));
}

TEST(Settings, RefuseWhatIsNoJsonObject) {
    EXPECT_THAT(refusal_of("[]"), HasSubstr("JSON object"));
    EXPECT_THAT(refusal_of("{"), HasSubstr("JSON object"));
}

TEST(Settings, NameTheFileThatCannotBeRead) {
    try {
        read_settings("/nonexistent/settings.json");
        FAIL() << "a file that does not exist was read";
    } catch (const suasor::error& problem) {
        EXPECT_THAT(problem.what(), HasSubstr("/nonexistent/settings.json"));
    }
}

} // namespace
} // namespace sample_host
