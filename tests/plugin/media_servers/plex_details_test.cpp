#include "plugin/media_servers/plex_details.hpp"

#include "test_settings.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace media_sync {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

boost::json::object object(const char* text) {
    return boost::json::parse(text).as_object();
}

plex_api some_server() {
    return {"Plex server \"Home\"", {*url::parse("http://plex.example:32400"), secret("tk")}, impatient()};
}

item_details details_of(const char* text) {
    item_details details;
    read_plex_details(details, object(text), some_server());
    return details;
}

TEST(PlexDetails, ReadGuidsInTheNamesOfOtherServers) {
    EXPECT_EQ(parse_plex_guid("imdb://tt0133093"), (external_id{"imdb", "tt0133093"}));
    EXPECT_EQ(parse_plex_guid("TMDB://603"), (external_id{"tmdb", "603"}));
    EXPECT_EQ(parse_plex_guid("thetvdb://121361"), (external_id{"tvdb", "121361"}));
    EXPECT_EQ(parse_plex_guid("mbid://5b11f4ce"), (external_id{"musicbrainz", "5b11f4ce"}));
    for (const auto* none : {"", "tt0133093", "imdb:tt1", "imdb://", "://tt1", "imdb:/tt1"})
        EXPECT_EQ(parse_plex_guid(none), std::nullopt) << none;
}

TEST(PlexDetails, RoundMillisecondsToSeconds) {
    const auto fields =
        object(R"({"a": 1499, "b": 1500, "c": "2500", "d": 0, "e": -1, "f": 9223372036854775807, "g": 1e300})");
    EXPECT_EQ(plex_seconds(fields, "a"), 1);
    EXPECT_EQ(plex_seconds(fields, "b"), 2);
    EXPECT_EQ(plex_seconds(fields, "c"), 3);
    EXPECT_EQ(plex_seconds(fields, "d"), 0);
    for (const auto* key : {"e", "f", "g", "missing"})
        EXPECT_EQ(plex_seconds(fields, key), std::nullopt) << key;
}

TEST(PlexDetails, ReadMomentsOfTheCalendarOnly) {
    const auto fields = object(
        R"({"a": 1700000000, "b": "1700000000", "c": 0, "d": -5, "e": 253402300800, "f": 18446744073709551615})");
    EXPECT_EQ(plex_time(fields, "a"), time_point(std::chrono::seconds(1'700'000'000)));
    EXPECT_EQ(plex_time(fields, "b"), plex_time(fields, "a"));
    for (const auto* key : {"c", "d", "e", "f", "missing"})
        EXPECT_EQ(plex_time(fields, key), std::nullopt) << key;
}

TEST(PlexDetails, NameTheSourceOfARating) {
    const auto details = details_of(R"({"rating": 8.8, "ratingImage": "rottentomatoes://image.rating.ripe",
        "audienceRating": 9.1, "audienceRatingImage": "rottentomatoes://image.rating.upright"})");

    ASSERT_EQ(details.ratings.size(), 2u);
    EXPECT_EQ(details.ratings[0].source, "rottentomatoes");
    EXPECT_EQ(details.ratings[0].value, 8.8);
    EXPECT_EQ(details.ratings[1].source, "rottentomatoes_audience");
    EXPECT_EQ(details.ratings[1].value, 9.1);
    EXPECT_THAT(details_of(R"({"rating": 11, "audienceRating": -1})").ratings, IsEmpty());
    EXPECT_EQ(details_of(R"({"rating": 5})").ratings.at(0).source, "plex");
}

TEST(PlexDetails, KeepNoAddressThatMayHoldAToken) {
    const auto api = some_server();
    EXPECT_EQ(api.picture_url("/library/metadata/1/thumb/17"), "http://plex.example:32400/library/metadata/1/thumb/17");
    EXPECT_EQ(api.picture_url("/library/1/thumb?X-Plex-Token=tk"), "http://plex.example:32400/library/1/thumb");
    EXPECT_EQ(api.picture_url("https://metadata-static.plex.tv/people/5d.jpg"),
              "https://metadata-static.plex.tv/people/5d.jpg");
    for (const auto* none : {"", "https://plex.example/1?X-Plex-Token=tk", "https://ann:pw@plex.example/1",
                             "https://plex.example/1#tk", "file:///etc/x", "x"})
        EXPECT_EQ(api.picture_url(none), "") << none;
}

TEST(PlexDetails, TakeTheLogoAndThePictureOfAList) {
    const auto details = details_of(R"({"composite": "/playlists/3/composite/9", "banner": "/b/1",
        "Image": [{"type": "coverPoster", "url": "/p"}, 7, {"type": "clearLogo", "url": "/logo/1"}]})");

    EXPECT_EQ(details.artwork.poster, "http://plex.example:32400/playlists/3/composite/9");
    EXPECT_EQ(details.artwork.banner, "http://plex.example:32400/b/1");
    EXPECT_EQ(details.artwork.logo, "http://plex.example:32400/logo/1");
}

TEST(PlexDetails, GatherTagsOnce) {
    const auto details =
        details_of(R"({"Genre": [{"tag": "Rock"}, {"tag": "Rock"}, {"tag": ""}, null], "Style": {"tag": "Glam"},
        "Mood": [{"tag": "Calm"}]})");

    EXPECT_THAT(details.genres, ElementsAre("Rock"));
    EXPECT_THAT(details.tags, ElementsAre("Glam", "Calm"));
}

} // namespace
} // namespace media_sync
