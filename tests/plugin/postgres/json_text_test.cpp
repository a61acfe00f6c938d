#include "plugin/postgres/json_text.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

TEST(JsonRows, AreAnArrayOfFlatObjects) {
    json_rows rows;
    rows.row();
    rows.text("t", "x");
    rows.number("n", -3);
    rows.row();
    rows.number("n", std::optional<std::int64_t>());
    rows.flag("f", true);
    rows.raw("r", R"({"a":[1]})");
    rows.raw("none", "");

    EXPECT_EQ(rows.array(), R"([{"t":"x","n":-3},{"n":null,"f":true,"r":{"a":[1]},"none":null}])");
}

TEST(JsonRows, AreAnEmptyArrayWithoutRows) {
    json_rows rows;

    EXPECT_TRUE(rows.empty());
    EXPECT_EQ(rows.array(), "[]");
}

TEST(JsonString, KeepsEveryByteOfItsText) {
    std::string every_ascii;
    for (char c = 1; c < 127; ++c)
        every_ascii += c;
    every_ascii += "\x7f ü 漢 \U0001F3B5";

    std::string json;
    append_json_string(json, every_ascii);

    EXPECT_EQ(boost::json::parse(json).as_string(), every_ascii);
}

} // namespace

} // namespace media_sync::postgres
