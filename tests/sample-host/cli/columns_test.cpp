#include "cli/columns.hpp"

#include <gtest/gtest.h>

namespace sample_host {
namespace {

TEST(Columns, AreCountedAsATerminalDoes) {
    EXPECT_EQ(columns("Home"), 4u);
    EXPECT_EQ(columns("Ärzte"), 5u);
    EXPECT_EQ(columns("我的音乐"), 8u);
    EXPECT_EQ(columns("ｆｕｌｌ"), 8u);
    EXPECT_EQ(columns("e\xCC\x81t\xC3\xA9"), 3u);
    EXPECT_EQ(columns("🎬"), 2u);
    EXPECT_EQ(columns(""), 0u);
}

TEST(Columns, AreNeverExceededByWhatIsCut) {
    const std::string text = "a我e\xCC\x81🎬 long enough to be cut anywhere";
    for (std::size_t width = 0; width < 40; ++width)
        EXPECT_LE(columns(cut(text, width)), width) << width;

    EXPECT_EQ(cut("short", 5), "short");
    EXPECT_EQ(cut("longer", 5), "lo...");
    EXPECT_EQ(cut("我的音乐", 6), "我...");
}

TEST(Columns, ArePaddedWithSpaces) {
    EXPECT_EQ(padded("我", 4), "我  ");
    EXPECT_EQ(padded("longer", 4), "longer");
}

TEST(Printable, ReplacesWhatWouldDoSomethingToATerminal) {
    EXPECT_EQ(printable("plain Ärzte 我 🎬"), "plain Ärzte 我 🎬");
    EXPECT_EQ(printable("a\x1b[31mb\r\n\tc\x7f"), "a?[31mb???c?");
    EXPECT_EQ(printable("\xC2\x9B"
                        "31m"),
              "?31m");
    EXPECT_EQ(printable("\xE2\x80\xAE"), "?");
}

TEST(Printable, ReplacesBytesThatAreNoUtf8) {
    EXPECT_EQ(printable("\xFF\xC3"), "??");
    EXPECT_EQ(printable("\xC0\xAF"), "??");
    EXPECT_EQ(printable("\xED\xA0\x80"), "???");
    EXPECT_EQ(printable("\xF5\x80\x80\x80"), "????");
    EXPECT_EQ(printable("a\xE2\x82"), "a??");
}

} // namespace
} // namespace sample_host
