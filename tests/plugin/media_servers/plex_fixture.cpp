#include "plex_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace media_sync {

using suasor::testing::fake_plex;
using suasor::testing::generated_item;
using suasor::testing::generated_library;
using suasor::testing::media_kind;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

namespace {

std::string id_of(int number) {
    return number == 0 ? "" : fake_plex::id_of(number);
}

std::string title_of(const generated_library& library, int number) {
    return number == 0 ? "" : library.at(number).title;
}

std::optional<std::int64_t> rounded_seconds(std::int64_t milliseconds) {
    if (milliseconds == 0) return std::nullopt;
    return (milliseconds + 500) / 1000;
}

time_point moment(std::int64_t seconds) {
    return time_point(std::chrono::seconds(seconds));
}

void expect_same_credits(const media_item& item, const generated_item& expected) {
    std::vector<credit> credits;
    for (const auto* job : {"Director", "Writer", "Actor"}) {
        for (const auto& person : expected.credits) {
            const bool acts = !person.character.empty();
            if ((acts ? "Actor" : person.job) != job) continue;
            credits.push_back({person.name, job, person.character, "", acts, !acts});
        }
    }
    ASSERT_EQ(item.credits.size(), credits.size());
    for (std::size_t i = 0; i < credits.size(); ++i) {
        EXPECT_EQ(item.credits[i].name, credits[i].name);
        EXPECT_EQ(item.credits[i].role, credits[i].role);
        EXPECT_EQ(item.credits[i].character, credits[i].character);
        EXPECT_EQ(item.credits[i].is_cast, credits[i].is_cast);
        EXPECT_EQ(item.credits[i].is_crew, credits[i].is_crew);
    }
}

void expect_same_details(const item_details& details, const generated_item& expected, const std::string& base_url) {
    EXPECT_EQ(details.title, expected.title);
    EXPECT_EQ(details.description, expected.overview);
    EXPECT_EQ(details.release_year, expected.year == 0 ? std::nullopt : std::optional(expected.year));
    std::optional<time_point> release_date;
    if (expected.released != 0) release_date = std::chrono::floor<std::chrono::days>(moment(expected.released));
    EXPECT_EQ(details.release_date, release_date);
    EXPECT_EQ(details.added_at, moment(expected.added));
    EXPECT_EQ(details.updated_at, moment(expected.added + 5));
    EXPECT_THAT(details.genres, ElementsAreArray(expected.genres));
    EXPECT_THAT(details.tags, ElementsAreArray(expected.tags));
    EXPECT_EQ(details.studio, expected.studio);
    EXPECT_EQ(details.content_rating, expected.content_rating);
    EXPECT_EQ(details.duration_seconds, rounded_seconds(expected.runtime_ms));

    std::vector<external_id> ids;
    for (const auto& [source, id] : expected.external_ids)
        ids.push_back({source, id});
    EXPECT_THAT(details.external_ids, ElementsAreArray(ids));

    ASSERT_EQ(details.ratings.size(), expected.community_rating == 0 ? 0u : 1u);
    if (!details.ratings.empty()) {
        EXPECT_EQ(details.ratings[0].source, "tmdb");
        EXPECT_DOUBLE_EQ(details.ratings[0].value, expected.community_rating);
    }

    const auto art = base_url + "/library/metadata/" + id_of(expected.number);
    const bool composed = expected.kind == media_kind::playlist && !expected.has_art;
    const auto composite = base_url + "/playlists/" + id_of(expected.number) + "/composite/1700000000";
    EXPECT_EQ(details.artwork.poster, expected.has_art ? art + "/thumb/1700000000" : composed ? composite : "");
    EXPECT_EQ(details.artwork.background, expected.has_art ? art + "/art/1700000000" : "");
}

int leaves_of(const generated_library& library, int series) {
    int leaves = 0;
    for (const auto* season : library.children_of(series))
        leaves += static_cast<int>(library.children_of(season->number).size());
    return leaves;
}

std::vector<std::string> entry_ids(const std::vector<list_entry>& entries) {
    std::vector<std::string> ids;
    for (const auto& entry : entries)
        ids.push_back(std::string(to_string(entry.type)) + ' ' + entry.source_id + ' ' + entry.title);
    return ids;
}

std::vector<std::string> entry_ids(const generated_item& list, const generated_library& library) {
    std::vector<std::string> ids;
    for (const int number : list.entries) {
        const auto type = static_cast<item_type>(library.at(number).kind);
        ids.push_back(std::string(to_string(type)) + ' ' + id_of(number) + ' ' + library.at(number).title);
    }
    return ids;
}

void expect_same_facts(const media_item& item, const generated_item& expected, const generated_library& library) {
    const auto children = [&] { return static_cast<int>(library.children_of(expected.number).size()); };
    if (const auto* movie = std::get_if<movie_facts>(&item.facts)) {
        EXPECT_EQ(movie->resolution, "1080");
        EXPECT_EQ(movie->video_codec, expected.video_codec);
        EXPECT_EQ(movie->audio_codec, expected.audio_codec);
    } else if (const auto* series = std::get_if<series_facts>(&item.facts)) {
        EXPECT_EQ(series->season_count, children());
        EXPECT_EQ(series->episode_count, leaves_of(library, expected.number));
        EXPECT_EQ(series->network, expected.studio);
    } else if (const auto* season = std::get_if<season_facts>(&item.facts)) {
        EXPECT_EQ(season->series_source_id, id_of(expected.parent));
        EXPECT_EQ(season->series_name, title_of(library, expected.parent));
        EXPECT_EQ(season->season_number, expected.index);
        EXPECT_EQ(season->episode_count, children());
    } else if (const auto* episode = std::get_if<episode_facts>(&item.facts)) {
        EXPECT_EQ(episode->series_source_id, id_of(expected.grandparent));
        EXPECT_EQ(episode->season_source_id, id_of(expected.parent));
        EXPECT_EQ(episode->series_name, title_of(library, expected.grandparent));
        EXPECT_EQ(episode->season_number, expected.parent_index);
        EXPECT_EQ(episode->episode_number, expected.index);
    } else if (const auto* artist = std::get_if<artist_facts>(&item.facts)) {
        EXPECT_EQ(artist->album_count, children());
        EXPECT_EQ(artist->biography, expected.overview);
    } else if (const auto* album = std::get_if<album_facts>(&item.facts)) {
        EXPECT_EQ(album->artist_source_id, id_of(expected.parent));
        EXPECT_EQ(album->artist_name, title_of(library, expected.parent));
        EXPECT_EQ(album->track_count, children());
    } else if (const auto* track = std::get_if<track_facts>(&item.facts)) {
        EXPECT_EQ(track->album_source_id, id_of(expected.parent));
        EXPECT_EQ(track->album_name, title_of(library, expected.parent));
        EXPECT_EQ(track->artist_source_id, id_of(expected.grandparent));
        EXPECT_EQ(track->artist_name, title_of(library, expected.grandparent));
        EXPECT_EQ(track->track_number, expected.index);
        EXPECT_EQ(track->disc_number, expected.parent_index);
    } else if (const auto* playlist = std::get_if<playlist_facts>(&item.facts)) {
        EXPECT_THAT(entry_ids(playlist->entries), ElementsAreArray(entry_ids(expected, library)));
        EXPECT_EQ(playlist->is_smart, expected.number % 3 == 0);
        EXPECT_FALSE(playlist->is_public);
    } else {
        const auto& collection = std::get<collection_facts>(item.facts);
        EXPECT_THAT(entry_ids(collection.entries), ElementsAreArray(entry_ids(expected, library)));
    }
}

} // namespace

std::vector<const generated_item*> in_reading_order(const generated_library& library, media_kind kind) {
    auto items = library.of_kind(kind);
    std::ranges::stable_sort(items, {}, [&](const generated_item* item) {
        if (kind == media_kind::playlist) return item->number % 2; // of films, then of music
        return std::stoi(fake_plex::section_of(library, *item));
    });
    return items;
}

void expect_same(const media_item& item, const generated_item& expected, const generated_library& library,
                 const std::string& base_url) {
    SCOPED_TRACE(std::string(to_string(item.type())) + ' ' + id_of(expected.number));
    EXPECT_EQ(item.source_id, id_of(expected.number));
    EXPECT_EQ(static_cast<int>(item.type()), static_cast<int>(expected.kind));
    expect_same_details(item.details, expected, base_url);
    expect_same_credits(item, expected);
    expect_same_facts(item, expected, library);
}

void expect_all(const media_page& page, media_kind kind, const generated_library& library,
                const std::string& base_url) {
    EXPECT_THAT(page.failures, IsEmpty());
    EXPECT_THAT(page.states, IsEmpty());
    const auto expected = in_reading_order(library, kind);
    ASSERT_EQ(page.items.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        expect_same(page.items[i], *expected[i], library, base_url);
}

} // namespace media_sync
