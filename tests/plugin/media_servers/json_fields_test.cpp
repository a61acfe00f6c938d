#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

boost::json::object object(std::string_view text) {
    return boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
}

TEST(JsonFields, ReadTextFromStringsAndIntegers) {
    const auto fields = object(R"({"a": "x", "b": 7, "c": 18446744073709551615, "d": null, "e": [], "f": true})");
    EXPECT_EQ(text_field(fields, "a"), "x");
    EXPECT_EQ(text_field(fields, "b"), "7");
    EXPECT_EQ(text_field(fields, "c"), "18446744073709551615");
    for (const auto* key : {"d", "e", "f", "missing"})
        EXPECT_EQ(text_field(fields, key), "") << key;
}

TEST(JsonFields, ReadIntegersFromNumbersAndText) {
    const auto fields = object(
        R"({"a": 7, "b": "7", "c": 7.5, "d": 9223372036854775807, "e": "x", "f": "7x", "g": 1e300, "h": null, "i": ""})");
    EXPECT_EQ(integer_field(fields, "a"), 7);
    EXPECT_EQ(integer_field(fields, "b"), 7);
    EXPECT_EQ(integer_field(fields, "c"), 8);
    EXPECT_EQ(integer_field(fields, "d"), std::numeric_limits<std::int64_t>::max());
    for (const auto* key : {"e", "f", "g", "h", "i", "missing"})
        EXPECT_EQ(integer_field(fields, key), std::nullopt) << key;
}

TEST(JsonFields, ReadNumbersWithFractionsFromNumbersAndText) {
    const auto fields =
        object(R"({"a": 7, "b": "7.5", "c": -7.25, "d": "x", "e": 1e999, "f": true, "g": "", "h": "inf"})");
    EXPECT_EQ(number_field(fields, "a"), 7.0);
    EXPECT_EQ(number_field(fields, "b"), 7.5);
    EXPECT_EQ(number_field(fields, "c"), -7.25);
    for (const auto* key : {"d", "e", "f", "g", "h", "missing"})
        EXPECT_EQ(number_field(fields, key), std::nullopt) << key;
}

TEST(JsonFields, ReadFlagsInAnySpelling) {
    const auto fields =
        object(R"({"a": true, "b": 1, "c": "1", "d": "true", "e": false, "f": 0, "g": "0", "h": null})");
    for (const auto* key : {"a", "b", "c", "d"})
        EXPECT_TRUE(flag_field(fields, key)) << key;
    for (const auto* key : {"e", "f", "g", "h", "missing"})
        EXPECT_FALSE(flag_field(fields, key)) << key;
}

TEST(JsonFields, CountOnlyWhatCanBeACount) {
    const auto fields = object(R"({"a": 0, "b": -1, "c": 3000000000})");
    EXPECT_EQ(count_field(fields, "a"), 0);
    EXPECT_EQ(count_field(fields, "b"), std::nullopt);
    EXPECT_EQ(count_field(fields, "c"), std::nullopt);
}

TEST(JsonFields, TakeForATotalOnlyWhatAListCanHave) {
    const auto fields = object(R"({"a": "1000000000", "b": -1, "c": 1000000001, "d": 9223372036854775807})");
    EXPECT_EQ(total_field(fields, "a"), 1'000'000'000);
    for (const auto* key : {"b", "c", "d", "e"})
        EXPECT_EQ(total_field(fields, key), std::nullopt) << key;
}

TEST(JsonFields, TakeAnObjectForAListOfOneAndAnEmptyOneForNone) {
    const auto fields = object(R"({"a": [1, 2], "b": {"id": 1}, "c": {}, "d": null, "e": "x"})");
    EXPECT_EQ(list_field(fields, "a").size(), 2u);
    ASSERT_EQ(list_field(fields, "b").size(), 1u);
    EXPECT_EQ(list_field(fields, "b")[0].at("id"), boost::json::value(1));
    for (const auto* key : {"c", "d", "e", "missing"})
        EXPECT_TRUE(list_field(fields, key).empty()) << key;
}

} // namespace
} // namespace media_sync
