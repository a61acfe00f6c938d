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

TEST(ItemKeys, LeaveOutWhatAnIndexCannotHold) {
    EXPECT_THAT(item_keys(item_type::artist, std::string(5000, 'a'), std::nullopt, {}), IsEmpty());
}

} // namespace

} // namespace media_sync::postgres
