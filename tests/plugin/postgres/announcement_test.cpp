#include "plugin/postgres/announcement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Announcement, NamesRunsAndRevisions) {
    const std::vector<progress_hub::change> changes{{42, 7, true}, {43, 0, true}};

    const auto text = announcement_text("me", changes);
    EXPECT_EQ(text, "me;42:7,43:0");

    const auto heard = parse_announcement(text);
    EXPECT_EQ(heard.sender, "me");
    EXPECT_FALSE(heard.changes.any);
    EXPECT_THAT(heard.changes.runs, ElementsAre(heard_run{42, 7}, heard_run{43, 0}));
}

TEST(Announcement, MeansAnyRunWhereThereAreTooManyToName) {
    std::vector<progress_hub::change> changes;
    const auto text = [&] { return announcement_text("11111111-1111-4111-8111-111111111111", changes); };
    while (text().back() != '*') {
        ASSERT_LE(text().size(), k_longest_announcement);
        changes.push_back({std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max(), true});
    }

    EXPECT_THAT(changes, SizeIs(testing::Gt(190)));
    const auto star = text();
    const auto heard = parse_announcement(star);
    EXPECT_EQ(heard.sender, "11111111-1111-4111-8111-111111111111");
    EXPECT_TRUE(heard.changes.any);
}

TEST(Announcement, MayNameNothing) {
    const auto text = announcement_text("me", {});
    const auto heard = parse_announcement(text);

    EXPECT_EQ(heard.sender, "me");
    EXPECT_FALSE(heard.changes.any);
    EXPECT_THAT(heard.changes.runs, IsEmpty());
}

TEST(Announcement, MeansAnyRunWhereItIsNotUnderstood) {
    for (const auto* text :
         {"", "hello", "*", "me;1", "me;1:", "me;:1", "me;1:2,", "me;,1:2", "me;1:2;3:4", "me;1:2 ", "me;-1:2",
          "me;0:1", "me;1:-2", "me;99999999999999999999:1", "me;1:99999999999999999999", "me;x:y", "me;1:2,*", "me;**"})
        EXPECT_TRUE(parse_announcement(text).changes.any) << text;
}

} // namespace

} // namespace media_sync::postgres
