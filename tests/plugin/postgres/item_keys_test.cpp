#include "plugin/postgres/item_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ItemKeys, NameEveryExternalIdWithItsSourceInLowerCase) {
    EXPECT_THAT(item_keys(item_type::track, "Song", 1999, {{"MusicBrainz", "AbC"}, {"", "x"}, {"imdb", ""}}),
                ElementsAre("id:musicbrainz:AbC"));
}

TEST(ItemKeys, NameMoviesAndSeriesByTitleAndYearIfItIsKnown) {
    EXPECT_THAT(item_keys(item_type::movie, " The Matrix ", 1999, {}), ElementsAre("title:1999:the matrix"));
    EXPECT_THAT(item_keys(item_type::series, "DARK", 2017, {}), ElementsAre("title:2017:dark"));
    EXPECT_THAT(item_keys(item_type::movie, "The Matrix", std::nullopt, {}), IsEmpty());
    EXPECT_THAT(item_keys(item_type::movie, "  ", 1999, {}), IsEmpty());
}

TEST(ItemKeys, NameArtistsAndLeaveLettersBeyondAsciiAsTheyAre) {
    EXPECT_THAT(item_keys(item_type::artist, "BjÖrk", std::nullopt, {}), ElementsAre("name:bjÖrk"));
    EXPECT_THAT(item_keys(item_type::album, "Homogenic", 1997, {}), IsEmpty());
}

TEST(ItemKeys, NameWhatBelongsToAnotherItemByItsPlace) {
    EXPECT_THAT(item_keys(item_type::season, "Season", {}, {}, {7, {}, 0}), ElementsAre("season:7:0"));
    EXPECT_THAT(item_keys(item_type::episode, "Pilot", {}, {}, {7, 0, 1}), ElementsAre("episode:7:0:1"));
    EXPECT_THAT(item_keys(item_type::album, " Homogenic ", 1997, {}, {5, {}, {}}),
                ElementsAre("album:5:1997:homogenic"));
    EXPECT_THAT(item_keys(item_type::track, "Song: Two", {}, {}, {3, 2, 4}), ElementsAre("track:3:2:4:song: two"));
}

TEST(ItemKeys, TakeADiscThatIsNotKnownForTheFirst) {
    for (const std::optional<std::int64_t> disc : {std::optional<std::int64_t>(), {0}, {1}, {-3}})
        EXPECT_THAT(item_keys(item_type::track, "Song", {}, {}, {3, disc, 4}), ElementsAre("track:3:1:4:song"));
}

TEST(ItemKeys, DoWithoutAPlaceThatIsNotKnown) {
    EXPECT_THAT(item_keys(item_type::season, "Season", {}, {}, {0, {}, 1}), IsEmpty());
    EXPECT_THAT(item_keys(item_type::season, "Season", {}, {}, {7, {}, {}}), IsEmpty());
    EXPECT_THAT(item_keys(item_type::episode, "Pilot", {}, {}, {7, {}, 1}), IsEmpty());
    EXPECT_THAT(item_keys(item_type::episode, "Pilot", {}, {}, {7, 1, -1}), IsEmpty());
    EXPECT_THAT(item_keys(item_type::album, "Homogenic", {}, {}, {5, {}, {}}), IsEmpty());
    EXPECT_THAT(item_keys(item_type::track, "", {}, {}, {3, 1, 4}), IsEmpty());
}

TEST(ItemKeys, LeaveOutWhatAnIndexCannotHold) {
    EXPECT_THAT(item_keys(item_type::artist, std::string(5000, 'a'), std::nullopt, {}), IsEmpty());
}

} // namespace

} // namespace media_sync::postgres
