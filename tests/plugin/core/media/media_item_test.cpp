#include "plugin/core/media/media_item.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

TEST(ItemType, IsReadBackFromItsWord) {
    for (int i = 0; i < 9; ++i) {
        const auto type = static_cast<item_type>(i);
        EXPECT_EQ(parse_item_type(to_string(type)), type) << to_string(type);
    }
}

TEST(ItemType, IsUnknownForAnyOtherWord) {
    EXPECT_EQ(parse_item_type("Track"), std::nullopt);
    EXPECT_EQ(parse_item_type(""), std::nullopt);
}

TEST(MediaItem, HasTheTypeOfItsFacts) {
    media_item item;
    EXPECT_EQ(item.type(), item_type::movie);
    item.facts = track_facts{};
    EXPECT_EQ(item.type(), item_type::track);
    item.facts = collection_facts{};
    EXPECT_EQ(item.type(), item_type::collection);
}

} // namespace
} // namespace media_sync
