#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace sample_host {
namespace {

TEST(Table, HasColumnsAsWideAsTheirWidestCell) {
    EXPECT_EQ(render_table({"ID", "NAME", "URL"}, {{"1", "我的音乐", "http://a"}, {"12", "x", ""}}),
              "ID  NAME      URL\n"
              "1   我的音乐  http://a\n"
              "12  x\n");
}

TEST(Table, OfNothingIsItsHeading) {
    EXPECT_EQ(render_table({"ID", "NAME"}, {}), "ID  NAME\n");
}

TEST(Table, IsCutWhereTheTerminalEnds) {
    EXPECT_EQ(render_table({"ID", "MESSAGE"}, {{"1", "the server does not answer"}}, 16), "ID  MESSAGE\n"
                                                                                          "1   the serve...\n");
}

TEST(Table, ShowsNothingThatWouldDoSomethingToTheTerminal) {
    EXPECT_EQ(render_table({"NAME"}, {{"a\x1b[2Jb\n"}}), "NAME\na?[2Jb?\n");
}

} // namespace
} // namespace sample_host
