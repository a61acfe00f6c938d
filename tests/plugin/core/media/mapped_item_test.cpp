#include "plugin/core/media/mapped_item.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace media_sync {

bool operator==(const item_reference& left, const item_reference& right) {
    return left.key == right.key && left.type == right.type && left.source_id == right.source_id;
}

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr time_point k_added = std::chrono::sys_days{std::chrono::year{2024} / 2 / 29} + 23h + 59min + 58s;

json::value data_of(const media_item& item) {
    return json::parse(map_item(item).data);
}

media_item titled(std::string title) {
    media_item item;
    item.source_id = "id-1";
    item.details.title = std::move(title);
    return item;
}

media_item full_track() {
    auto item = titled("Ždát 夜");
    item.details.description = "live";
    item.details.release_date = std::chrono::sys_days{std::chrono::year{1999} / 12 / 31};
    item.details.added_at = k_added;
    item.details.updated_at = k_added + 250ms;
    item.details.genres = {"Rock", "Jazz"};
    item.details.tags = {"loud"};
    item.details.studio = "Label";
    item.details.external_ids = {{"musicbrainz", "m-1"}};
    item.details.content_rating = "PG";
    item.details.language = "cs";
    item.details.ratings = {{"imdb", 7.5, 12}};
    item.details.artwork.poster = "https://example.org/1.jpg";
    item.details.duration_seconds = 61;
    item.credits = {{.name = "Ann", .role = "Singer", .character = "", .photo = "", .is_artist = true}};
    item.facts = track_facts{.album_source_id = "al-1",
                             .artist_source_id = "ar-1",
                             .album_name = "Album",
                             .artist_name = "Artist",
                             .track_number = 3,
                             .disc_number = 2,
                             .composer = "Bob",
                             .lyrics = "la"};
    return item;
}

TEST(MapItem, WritesATrackAsSuasorReadsIt) {
    const auto mapped = map_item(full_track());

    EXPECT_EQ(json::parse(mapped.data), json::parse(R"({
        "details": {"title": "Ždát 夜", "description": "live", "releaseDate": "1999-12-31T00:00:00Z", "releaseYear": 1999,
            "addedAt": "2024-02-29T23:59:58Z", "updatedAt": "2024-02-29T23:59:58.25Z", "genres": ["Rock", "Jazz"],
            "tags": ["loud"], "studio": "Label", "externalIDs": [{"source": "musicbrainz", "id": "m-1"}],
            "contentRating": "PG", "language": "cs", "ratings": [{"source": "imdb", "value": 7.5, "votes": 12}],
            "artwork": {"poster": "https://example.org/1.jpg"}, "durationSeconds": 61},
        "albumName": "Album", "albumTitle": "Album", "duration": 61, "artistName": "Artist", "trackNumber": 3,
        "discNumber": 2, "composer": "Bob", "lyrics": "la",
        "credits": [{"name": "Ann", "role": "Singer", "isArtist": true}]})"));
    EXPECT_EQ(mapped.references, (std::vector<item_reference>{{"albumID", item_type::album, "al-1"},
                                                              {"artistID", item_type::artist, "ar-1"}}));
    EXPECT_EQ(mapped.type, item_type::track);
    EXPECT_EQ(mapped.source_id, "id-1");
    EXPECT_EQ(mapped.title, "Ždát 夜");
    EXPECT_EQ(mapped.release_year, 1999);
    EXPECT_EQ(mapped.external_ids, (std::vector<external_id>{{"musicbrainz", "m-1"}}));
}

TEST(MapItem, LeavesOutWhatTheServerDidNotSayButNotWhatSuasorAlwaysWrites) {
    auto item = titled("T");
    item.facts = track_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}, "albumName": ""})"));
    item.facts = album_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}, "artistName": "", "trackCount": 0})"));
    item.facts = artist_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}, "albumCount": 0})"));
    item.facts = movie_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}})"));
    item.facts = series_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}, "episodeCount": 0, "seasonCount": 0,
        "releaseYear": 0, "contentRating": "", "rating": 0.0})"));
    item.facts = season_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}, "episodeCount": 0, "title": "T"})"));
    item.facts = episode_facts{};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}})"));
}

TEST(MapItem, WritesArtistsAndAlbums) {
    auto item = titled("T");
    item.details.genres = {"Rock"};
    item.facts = artist_facts{.album_count = 4, .biography = "born"};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "genres": ["Rock"]}, "albumCount": 4,
        "biography": "born", "genres": ["Rock"]})"));

    item.details.ratings = {{"tmdb", 8.5, 0}};
    item.details.release_year = 1970;
    item.facts = artist_facts{.album_count = 4, .biography = "", .track_count = 40, .end_year = 1980};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "genres": ["Rock"], "releaseYear": 1970,
        "ratings": [{"source": "tmdb", "value": 8.5}]}, "albumCount": 4, "trackCount": 40, "genres": ["Rock"],
        "rating": 8.5, "startYear": 1970, "endYear": 1980})"));

    item.details.ratings.clear();
    item.details.release_year.reset();
    item.facts = album_facts{.artist_source_id = "ar-1", .artist_name = "A", .track_count = 12};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "genres": ["Rock"]}, "artistName": "A",
        "trackCount": 12})"));
    EXPECT_EQ(map_item(item).references, (std::vector<item_reference>{{"artistID", item_type::artist, "ar-1"}}));
}

TEST(MapItem, WritesMoviesSeriesSeasonsAndEpisodes) {
    auto item = titled("T");
    item.details.release_year = 2001;
    item.facts = movie_facts{.trailer_url = "u", .resolution = "4K", .video_codec = "hevc", .audio_codec = "aac"};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "releaseYear": 2001}, "trailerUrl": "u",
        "resolution": "4K", "videoCodec": "hevc", "audioCodec": "aac"})"));

    item.details.ratings = {{"tmdb", 8.0, 0}};
    item.facts = series_facts{.season_count = 2, .episode_count = 20, .status = "Ended", .network = "BBC"};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "releaseYear": 2001,
        "ratings": [{"source": "tmdb", "value": 8.0}]}, "episodeCount": 20, "seasonCount": 2, "releaseYear": 2001,
        "contentRating": "", "rating": 8.0, "network": "BBC", "status": "Ended"})"));

    item.details.ratings.clear();
    item.details.description = "overview";
    item.facts = season_facts{.series_source_id = "s", .series_name = "Show", .season_number = 0, .episode_count = 10};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "description": "overview", "releaseYear": 2001},
        "episodeCount": 10, "seasonNumber": 0, "title": "T", "overview": "overview", "seriesName": "Show"})"));
    EXPECT_EQ(map_item(item).references, (std::vector<item_reference>{{"seriesID", item_type::series, "s"}}));

    item.details.description.clear();
    item.facts = episode_facts{.series_source_id = "s",
                               .season_source_id = "se",
                               .series_name = "Show",
                               .season_number = 1,
                               .episode_number = 7};
    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T", "releaseYear": 2001}, "number": 7,
        "seasonNumber": 1, "showTitle": "Show"})"));
    EXPECT_EQ(map_item(item).references, (std::vector<item_reference>{{"seriesID", item_type::series, "s"},
                                                                      {"seasonID", item_type::season, "se"}}));
}

TEST(MapItem, WritesAListWithItsEntriesInOrderAndTheirDuplicates) {
    auto item = titled("T");
    item.details.updated_at = k_added;
    item.facts = playlist_facts{.entries = {{item_type::track, "t1", "One"}, {item_type::track, "t1", "One"}},
                                .owner_name = "ann",
                                .is_public = true};

    EXPECT_EQ(data_of(item), json::parse(R"({"list": {
        "details": {"title": "T", "updatedAt": "2024-02-29T23:59:58Z"},
        "items": [{"type": "track", "position": 0, "lastChanged": "0001-01-01T00:00:00Z"},
                  {"type": "track", "position": 1, "lastChanged": "0001-01-01T00:00:00Z"}],
        "itemCount": 2, "ownerId": 0, "originClientId": 0, "isPublic": true, "sharedWith": [],
        "lastSynced": "0001-01-01T00:00:00Z", "lastModified": "2024-02-29T23:59:58Z", "modifiedBy": 0,
        "isSmart": false, "smartCriteria": {}, "autoUpdateTime": "0001-01-01T00:00:00Z"}})"));
    EXPECT_EQ(map_item(item).references,
              (std::vector<item_reference>{{"itemID", item_type::track, "t1"}, {"itemID", item_type::track, "t1"}}));

    item.facts = collection_facts{.entries = {{item_type::movie, "m1", "One"}}, .is_smart = true};
    const auto list = data_of(item).at("list");
    EXPECT_EQ(list.at("isSmart"), json::value(true));
    EXPECT_EQ(list.at("items").at(0).at("type"), json::value("movie"));
}

TEST(MapItem, NumbersWhatBelongsToAnotherItem) {
    const auto track = map_item(full_track());
    EXPECT_EQ(track.group_number, 2);
    EXPECT_EQ(track.number, 3);

    auto item = titled("Special");
    episode_facts episode;
    episode.season_number = 0;
    episode.episode_number = 5;
    item.facts = episode;
    EXPECT_EQ(map_item(item).group_number, 0);
    EXPECT_EQ(map_item(item).number, 5);

    season_facts season;
    season.season_number = 4;
    item.facts = season;
    EXPECT_EQ(map_item(item).number, 4);
}

TEST(MapItem, TakesImpossibleNumbersAndTimesForUnknown) {
    auto item = titled("T");
    item.details.release_year = 0;
    item.details.duration_seconds = -1;
    item.details.added_at = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
    item.details.updated_at = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
    item.details.ratings = {{"x", std::numeric_limits<double>::quiet_NaN(), 0}};
    item.facts = track_facts{};

    EXPECT_EQ(data_of(item), json::parse(R"({"details": {"title": "T"}, "albumName": ""})"));
    EXPECT_EQ(map_item(item).release_year, std::nullopt);
}

TEST(MapItem, MakesEveryTextFitForTheDatabase) {
    auto item = titled(std::string("a\0\xFF", 3));
    item.source_id = std::string("id\0\xFE", 4);
    item.details.genres = {"\xC3\x28", "Rock", "Rock", ""};
    item.details.artwork.poster = "https://example.org/" + std::string(5000, 'x');
    item.details.description = std::string(1 << 20, 'd');
    track_facts track;
    track.album_source_id = "al\xFF";
    track.album_name = std::string(2000, 'n');
    item.facts = track;

    const auto mapped = map_item(item);
    const auto data = json::parse(mapped.data);

    EXPECT_EQ(mapped.title, "a\uFFFD");
    EXPECT_EQ(mapped.source_id, "id\uFFFD");
    EXPECT_EQ(mapped.references.at(0).source_id, "al\uFFFD");
    EXPECT_EQ(data.at("details").at("genres"), (json::array{"\uFFFD(", "Rock"}));
    EXPECT_FALSE(data.at("details").as_object().contains("artwork"));
    EXPECT_EQ(data.at("details").at("description").as_string().size(), 64u * 1024);
    EXPECT_EQ(data.at("albumName").as_string().size(), 500u);
}

TEST(MapItem, HashesEveryFieldThatIsWritten) {
    const auto original = map_item(full_track()).content_hash;
    const auto changed = [&](auto&& change) {
        auto item = full_track();
        change(item);
        return map_item(item).content_hash != original;
    };

    EXPECT_EQ(map_item(full_track()).content_hash, original);
    EXPECT_TRUE(changed([](media_item& item) { item.source_id = "id-2"; }));
    EXPECT_TRUE(changed([](media_item& item) { item.details.title = "Other"; }));
    EXPECT_TRUE(changed([](media_item& item) { item.details.external_ids[0].id = "m-2"; }));
    EXPECT_TRUE(changed([](media_item& item) { item.details.added_at = std::nullopt; }));
    EXPECT_TRUE(changed([](media_item& item) { std::get<track_facts>(item.facts).artist_source_id = "ar-2"; }));
    EXPECT_TRUE(changed([](media_item& item) { std::get<track_facts>(item.facts).track_number = 4; }));
}

TEST(MapItem, HashesTheSameForExternalIdsInAnotherOrder) {
    auto first = full_track();
    first.details.external_ids = {{"imdb", "tt1"}, {"tmdb", "2"}};
    auto second = full_track();
    second.details.external_ids = {{"tmdb", "2"}, {"imdb", "tt1"}, {"imdb", "tt1"}};

    EXPECT_EQ(map_item(first).content_hash, map_item(second).content_hash);
}

// A changed hash rewrites every row of every library: that may only happen together with a new mapper version.
TEST(MapItem, HashesTheSameAsInEarlierReleases) {
    auto item = titled("T");
    item.facts = artist_facts{.album_count = 1, .biography = ""};

    std::string hex;
    for (const auto byte : map_item(item).content_hash) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    EXPECT_EQ(hex, "a48490a3179f1bf28e487e8613efc122");
}

} // namespace
} // namespace media_sync
