#include "cli/settings.hpp"

#include <suasor/types.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

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
