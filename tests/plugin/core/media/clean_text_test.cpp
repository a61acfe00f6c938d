#include "plugin/core/media/clean_text.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::string_literals;

TEST(CleanText, LeavesUtf8Alone) {
    EXPECT_EQ(clean_text("Žluťoučký 夜の道 🎵"), "Žluťoučký 夜の道 🎵");
    EXPECT_EQ(clean_text("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"),
              "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
}

TEST(CleanText, RemovesNul) {
    EXPECT_EQ(clean_text("a\0b\0"s), "ab");
}

TEST(CleanText, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(clean_text("caf\xE9"), "caf\uFFFD");                         // Latin-1
    EXPECT_EQ(clean_text("\xC0\xAF"), "\uFFFD\uFFFD");                     // overlong '/'
    EXPECT_EQ(clean_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");           // a surrogate
    EXPECT_EQ(clean_text("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD"); // above U+10FFFF
    EXPECT_EQ(clean_text("\x80x"), "\uFFFDx");                             // a tail without a head
    EXPECT_EQ(clean_text("ab\xE2\x82"), "ab\uFFFD\uFFFD");                 // cut in the middle
}

TEST(CleanText, CutsBetweenCharacters) {
    EXPECT_EQ(clean_text("añb", 4), "añb");
    EXPECT_EQ(clean_text("añb", 3), "añ");
    EXPECT_EQ(clean_text("añb", 2), "a");
    EXPECT_EQ(clean_text("añb", 0), "");
}

TEST(CleanText, CountsAReplacementWithItsOwnLength) {
    EXPECT_EQ(clean_text("\xFF\xFF", 5), "\uFFFD");
}

} // namespace
} // namespace media_sync
