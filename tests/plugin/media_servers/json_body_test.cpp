#include "plugin/media_servers/json_body.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

std::string complaint(std::string_view body) {
    const auto parsed = parse_json_body(body);
    return parsed ? std::string() : parsed.error().text;
}

TEST(JsonBody, SaysWhatItIsInstead) {
    EXPECT_EQ(complaint(""), "nothing where JSON was expected");
    EXPECT_EQ(complaint(" \n"), "nothing where JSON was expected");
    EXPECT_EQ(complaint("<?xml version=\"1.0\"?><subsonic-response/>"), "XML instead of JSON");
    EXPECT_EQ(complaint("\n<!DOCTYPE html><html></html>"), "a web page (HTML) instead of JSON");
    EXPECT_EQ(complaint("{\"a\": [1, 2"), "JSON that breaks off in the middle");
    EXPECT_EQ(complaint(std::string(100'000, '[')), "JSON that is nested too deeply");
    EXPECT_EQ(complaint("{\"a\": nonsense}"), "something that is not JSON");
    EXPECT_EQ(complaint("{} {}"), "something that is not JSON");
}

TEST(JsonBody, KeepsBytesThatAreNotUtf8) {
    const auto parsed = parse_json_body("{\"a\": \"caf\xE9\"}");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->at("a").as_string(), "caf\xE9");
}

TEST(JsonBody, ReplacesSurrogatesWithoutTheirPartner) {
    const auto parsed = parse_json_body(
        R"({"a": "\udc80x", "b": "\ud83cx", "c": "\ud83c\udfb5", "d": "\\ud800", "e": "\ud83c\u0041"})");
    ASSERT_TRUE(parsed) << parsed.error().text;
    EXPECT_EQ(parsed->at("a").as_string(), "\uFFFDx");
    EXPECT_EQ(parsed->at("b").as_string(), "\uFFFDx");
    EXPECT_EQ(parsed->at("c").as_string(), "🎵");
    EXPECT_EQ(parsed->at("d").as_string(), "\\ud800");
    EXPECT_EQ(parsed->at("e").as_string(), "\uFFFDA");
}

} // namespace
} // namespace media_sync
