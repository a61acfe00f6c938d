#include "synced_library.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

namespace json = boost::json;

using testing::MatchesRegex;

constexpr auto k_zoned_time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z";

// The letter that stands for a value's type below: a Go field of another type does not read it. `i` is an integer, `f` any
// number, `t` a string that is a time.
char kind_of(const json::value& value) {
    if (value.is_bool()) return 'b';
    if (value.is_array()) return 'a';
    if (value.is_object()) return 'o';
    if (value.is_string()) return 's';
    return value.is_double() ? 'f' : value.is_null() ? '0' : 'i';
}

bool reads_as(char wanted, const json::value& value) {
    if (wanted == 'f') return value.is_number();
    if (wanted != 't') return kind_of(value) == wanted;
    return value.is_string() && testing::Value(std::string(value.get_string()), MatchesRegex(k_zoned_time));
}

// Every field that Suasor's struct has for what a server can say, as "key:type", dots between levels, 0 for an array's first.
struct shape {
    media_item item;
    std::vector<std::string> fields;
};

template <class Facts>
media_item full(const std::string& id, Facts facts) {
    using namespace std::chrono;
    auto item = item_with(id, "Title", std::move(facts));
    item.details.description = "text";
    item.details.release_date = item.details.added_at = item.details.updated_at = sys_days(year(1999) / 3 / 31);
    item.details.genres = {"Drama"};
    item.details.tags = {"good"};
    item.details.studio = "studio";
    item.details.external_ids = {{"imdb", id}};
    item.details.content_rating = "PG";
    item.details.language = "en";
    item.details.ratings = {{"imdb", 8, 3}};
    item.details.artwork = {"http://h/p", "http://h/b", "http://h/n", "http://h/t", "http://h/l"};
    item.details.duration_seconds = 61;
    item.credits = {{"Ann", "Actor", "Bob", "http://h/a", true, true, true, true, true}};
    return item;
}

std::vector<std::string> with_details(const std::string& at, std::vector<std::string> fields) {
    for (const auto* field : {"title:s",
                              "description:s",
                              "releaseDate:t",
                              "releaseYear:i",
                              "addedAt:t",
                              "updatedAt:t",
                              "genres.0:s",
                              "tags.0:s",
                              "studio:s",
                              "externalIDs.0.source:s",
                              "externalIDs.0.id:s",
                              "contentRating:s",
                              "language:s",
                              "ratings.0.source:s",
                              "ratings.0.value:f",
                              "ratings.0.votes:i",
                              "artwork.poster:s",
                              "artwork.background:s",
                              "artwork.banner:s",
                              "artwork.thumbnail:s",
                              "artwork.logo:s",
                              "durationSeconds:i"})
        fields.push_back(at + "details." + field);
    return fields;
}

std::vector<std::string> with_credits(std::vector<std::string> fields) {
    for (const auto* field : {"name:s", "role:s", "character:s", "photo:s", "isCast:b", "isCrew:b", "isGuest:b",
                              "isCreator:b", "isArtist:b"})
        fields.push_back(std::string("credits.0.") + field);
    return with_details("", std::move(fields));
}

std::vector<std::string> list_fields() {
    return with_details("list.",
                        {"list.items.0.itemID:i", "list.items.0.type:s", "list.items.0.position:i",
                         "list.items.0.lastChanged:t", "list.itemCount:i", "list.ownerId:i", "list.originClientId:i",
                         "list.isPublic:b", "list.sharedWith:a", "list.lastSynced:t", "list.lastModified:t",
                         "list.modifiedBy:i", "list.isSmart:b", "list.smartCriteria:o", "list.autoUpdateTime:t"});
}

// Parents before children.
std::vector<shape> every_type() {
    return {
        {full("m", movie_facts{"http://h/v", "4K", "hevc", "aac"}),
         with_credits({"trailerUrl:s", "resolution:s", "videoCodec:s", "audioCodec:s"})},
        {full("se", series_facts{2, 20, "Ended", "BBC"}),
         with_credits({"episodeCount:i", "seasonCount:i", "releaseYear:i", "contentRating:s", "rating:f", "network:s",
                       "status:s", "genres.0:s", "seasons.0.seasonNumber:i", "seasons.0.seasonID:i",
                       "seasons.0.episodeIDs.0:i"})},
        {full("sn", season_facts{"se", "Series", 0, 10}),
         with_credits({"seriesID:i", "episodeCount:i", "seasonNumber:i", "title:s", "overview:s", "artwork.poster:s",
                       "releaseDate:t", "seriesName:s", "episodeIDs.0:i"})},
        {full("ep", episode_facts{"se", "sn", "Series", 0, 1}),
         with_credits({"seriesID:i", "seasonID:i", "number:i", "seasonNumber:i", "showTitle:s"})},
        {full("ar", artist_facts{3, "text", 30, 2004}),
         with_details("", {"albumCount:i", "trackCount:i", "biography:s", "genres.0:s", "rating:f", "endYear:i",
                           "albums.0.albumID:i", "albums.0.albumName:s", "albums.0.trackIDs.0:i"})},
        {full("al", album_facts{"ar", "Artist", 9}),
         with_credits({"artistID:i", "artistName:s", "trackCount:i", "tracks.0.number:i", "tracks.0.title:s",
                       "tracks.0.trackID:i"})},
        {full("tr", track_facts{"al", "ar", "Album", "Artist", 1, 2, "composer", "la"}),
         with_credits({"albumID:i", "artistID:i", "albumName:s", "albumTitle:s", "duration:i", "artistName:s",
                       "trackNumber:i", "discNumber:i", "composer:s", "lyrics:s"})},
        {full("pl", playlist_facts{{{item_type::track, "tr", "Title"}}, "me", true, false}), list_fields()},
        {full("co", collection_facts{{{item_type::movie, "m", "Title"}}, false}), list_fields()},
    };
}

const json::value* value_at(const json::value& data, const std::string& path) {
    boost::system::error_code none;
    std::string pointer = "/" + path;
    std::ranges::replace(pointer, '.', '/');
    return data.find_pointer(pointer, none);
}

void expect_shape(const json::value& data, const shape& expected) {
    for (const auto& field : expected.fields) {
        const auto path = field.substr(0, field.find(':'));
        const auto* value = value_at(data, path);
        ASSERT_NE(value, nullptr) << path;
        EXPECT_TRUE(reads_as(field.back(), *value)) << field;
    }
}

TEST(ItemShape, IsThatOfSuasorsStructsInEveryTypeAlsoAfterAMerge) {
    stored_syncs_world world;
    synced_library first(world, 21);
    synced_library second(world, 21);

    const auto types = every_type();
    for (const auto& each : types) {
        first.write({each.item});
        second.write({each.item});
    }

    for (const auto& each : types) {
        for (const auto& row :
             world.database().sql().rows("SELECT data, sync_clients, external_ids FROM media_items WHERE type = $1",
                                         {std::string(to_string(each.item.type()))})) {
            SCOPED_TRACE(to_string(each.item.type()));
            expect_shape(json::parse(*row.at(0)), each);
            expect_shape(json::parse(*row.at(1)),
                         {{}, {"0.clientID:i", "0.clientType:s", "0.itemID:s", "0.lastSynced:t", "0.syncStatus:s"}});
            expect_shape(json::parse(*row.at(2)), {{}, {"0.source:s", "0.id:s"}});
        }
    }
    EXPECT_EQ(world.media_items(), 9U + 2U);
    EXPECT_EQ(
        world.database().number("SELECT count(*) FROM media_items WHERE data::text ~ '\"(seriesID|seasonID|artistID|"
                                "albumID|itemID|trackID)\": 0'"),
        0);
}

} // namespace

} // namespace media_sync::postgres
