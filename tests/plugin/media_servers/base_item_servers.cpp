#include "base_item_servers.hpp"

#include <algorithm>

namespace media_sync {

namespace {

time_point at(std::int64_t epoch_seconds) {
    return time_point(std::chrono::seconds(epoch_seconds));
}

template <class Value>
std::optional<Value> unless_zero(Value value) {
    return value == Value{} ? std::nullopt : std::optional(value);
}

std::optional<std::int64_t> seconds(std::int64_t milliseconds) {
    if (milliseconds == 0) return std::nullopt;
    return (milliseconds + 500) / 1000;
}

item_type type_of(const generated_item& item) {
    return static_cast<item_type>(item.kind);
}

} // namespace

void expected_items::expect_all(item_type type, const std::vector<media_item>& actual) const {
    const auto expected = library_.of_kind(static_cast<media_kind>(type));
    ASSERT_EQ(actual.size(), expected.size()) << to_string(type);
    for (std::size_t i = 0; i < actual.size(); ++i) {
        expect_item(actual[i], *expected[i]);
        if (::testing::Test::HasFailure()) {
            ADD_FAILURE() << to_string(type) << ' ' << expected[i]->number;
            return;
        }
    }
}

void expected_items::expect_item(const media_item& actual, const generated_item& item) const {
    const auto& details = actual.details;
    EXPECT_EQ(actual.type(), type_of(item));
    EXPECT_EQ(actual.source_id, id_(item.number));
    EXPECT_EQ(details.title, item.title);
    EXPECT_EQ(details.description, item.overview);
    EXPECT_EQ(details.release_year, unless_zero(item.year));
    EXPECT_EQ(details.release_date, item.released == 0 ? std::nullopt : std::optional(at(item.released)));
    EXPECT_EQ(details.added_at, at(item.added));
    EXPECT_EQ(details.genres, item.genres);
    EXPECT_EQ(details.tags, item.tags);
    EXPECT_EQ(details.studio, item.studio);
    EXPECT_EQ(details.content_rating, item.content_rating);
    EXPECT_EQ(details.duration_seconds, seconds(item.runtime_ms));

    ASSERT_EQ(details.ratings.size(), item.community_rating == 0 ? 0u : 1u);
    if (!details.ratings.empty()) {
        EXPECT_EQ(details.ratings[0].source, "community");
        EXPECT_EQ(details.ratings[0].value, item.community_rating);
    }

    std::vector<external_id> ids;
    for (const auto& [source, id] : item.external_ids)
        ids.push_back({source, id});
    EXPECT_EQ(details.external_ids, ids);

    const auto covered = item.kind == media_kind::track ? item.parent : item.number;
    const auto number = std::to_string(item.number);
    EXPECT_EQ(details.artwork.poster, item.has_art ? picture(covered, "Primary", "p" + std::to_string(covered)) : "");
    EXPECT_EQ(details.artwork.background, item.has_art ? picture(item.number, "Backdrop", "b%20" + number) : "");

    ASSERT_EQ(actual.credits.size(), item.credits.size());
    for (std::size_t i = 0; i < item.credits.size(); ++i) {
        const auto& credit = actual.credits[i];
        const auto& expected = item.credits[i];
        const bool acts = expected.job == "Actor" || expected.job == "GuestStar";
        EXPECT_EQ(credit.name, expected.name);
        EXPECT_EQ(credit.role, expected.job);
        EXPECT_EQ(credit.character, expected.character);
        EXPECT_EQ(credit.is_cast, acts);
        EXPECT_EQ(credit.is_guest, expected.job == "GuestStar");
        EXPECT_EQ(credit.is_crew, !acts);
        EXPECT_EQ(credit.photo, expected.job == "Director" ? picture(1, "Primary", "face") : "");
    }
    expect_facts(actual, item);
}

void expected_items::expect_facts(const media_item& actual, const generated_item& item) const {
    const auto children = [&] { return static_cast<int>(library_.children_of(item.number).size()); };
    const auto title = [&](int number) { return library_.at(number).title; };

    if (const auto* movie = std::get_if<movie_facts>(&actual.facts)) {
        EXPECT_EQ(movie->video_codec, item.video_codec);
        EXPECT_EQ(movie->audio_codec, item.audio_codec);
        EXPECT_EQ(movie->resolution, std::to_string(item.width) + "x" + std::to_string(item.height));
        EXPECT_EQ(movie->trailer_url, "https://videos.example/" + std::to_string(item.number));
    } else if (const auto* series = std::get_if<series_facts>(&actual.facts)) {
        int episodes = 0;
        for (const auto* season : library_.children_of(item.number))
            episodes += static_cast<int>(library_.children_of(season->number).size());
        EXPECT_EQ(series->season_count, children());
        EXPECT_EQ(series->episode_count, episodes);
        EXPECT_EQ(series->status, "Ended");
        EXPECT_EQ(series->network, item.studio);
    } else if (const auto* season = std::get_if<season_facts>(&actual.facts)) {
        EXPECT_EQ(season->series_source_id, id_(item.parent));
        EXPECT_EQ(season->series_name, title(item.parent));
        EXPECT_EQ(season->season_number, item.index);
        EXPECT_EQ(season->episode_count, children());
    } else if (const auto* episode = std::get_if<episode_facts>(&actual.facts)) {
        EXPECT_EQ(episode->series_source_id, id_(item.grandparent));
        EXPECT_EQ(episode->season_source_id, id_(item.parent));
        EXPECT_EQ(episode->series_name, title(item.grandparent));
        EXPECT_EQ(episode->season_number, item.parent_index);
        EXPECT_EQ(episode->episode_number, item.index);
    } else if (const auto* artist = std::get_if<artist_facts>(&actual.facts)) {
        int songs = 0;
        for (const auto* album : library_.children_of(item.number))
            songs += static_cast<int>(library_.children_of(album->number).size());
        EXPECT_EQ(artist->album_count, children());
        EXPECT_EQ(artist->track_count, songs);
        EXPECT_EQ(artist->end_year, item.number % 2 == 0 ? std::optional(1990) : std::nullopt);
        EXPECT_EQ(artist->biography, item.overview);
    } else if (const auto* album = std::get_if<album_facts>(&actual.facts)) {
        EXPECT_EQ(album->artist_source_id, id_(item.parent));
        EXPECT_EQ(album->artist_name, title(item.parent));
        EXPECT_EQ(album->track_count, children());
    } else if (const auto* track = std::get_if<track_facts>(&actual.facts)) {
        EXPECT_EQ(track->album_source_id, id_(item.parent));
        EXPECT_EQ(track->album_name, title(item.parent));
        EXPECT_EQ(track->artist_source_id, id_(item.grandparent));
        EXPECT_EQ(track->artist_name, title(item.grandparent));
        EXPECT_EQ(track->track_number, item.index);
        EXPECT_EQ(track->disc_number, item.parent_index);
    } else if (const auto* playlist = std::get_if<playlist_facts>(&actual.facts)) {
        expect_entries(playlist->entries, item);
    } else {
        expect_entries(std::get<collection_facts>(actual.facts).entries, item);
    }
}

void expected_items::expect_entries(const std::vector<list_entry>& actual, const generated_item& item) const {
    ASSERT_EQ(actual.size(), item.entries.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const auto& entry = library_.at(item.entries[i]);
        EXPECT_EQ(actual[i].source_id, id_(entry.number)) << i;
        EXPECT_EQ(actual[i].type, type_of(entry)) << i;
        EXPECT_EQ(actual[i].title, entry.title) << i;
    }
}

void expected_items::expect_history(const std::vector<user_item_state>& actual) const {
    std::vector<user_item_state> expected;
    for (const auto& [number, item] : library_.items)
        if (item.state.played || item.state.position_ms != 0) expected.push_back(state_of(item));
    expect_states(actual, expected);
}

void expected_items::expect_favorites(const std::vector<user_item_state>& actual) const {
    std::vector<user_item_state> expected;
    for (const auto& [number, item] : library_.items)
        if (item.state.favorite) expected.push_back(state_of(item));
    expect_states(actual, expected);
}

void expected_items::expect_states(std::vector<user_item_state> actual, std::vector<user_item_state> expected) const {
    std::ranges::sort(actual, {}, &user_item_state::source_id);
    std::ranges::sort(expected, {}, &user_item_state::source_id);
    EXPECT_THAT(actual, ::testing::SizeIs(expected.size()));
    EXPECT_TRUE(actual == expected);
}

user_item_state expected_items::state_of(const generated_item& item) const {
    user_item_state state;
    state.type = type_of(item);
    state.source_id = id_(item.number);
    state.title = item.title;
    state.is_favorite = item.state.favorite;
    state.user_rating = item.state.rating;
    state.play_count = item.state.play_count;
    if (item.state.last_played != 0) state.last_played_at = at(item.state.last_played);
    state.position_seconds = seconds(item.state.position_ms).value_or(0);
    state.duration_seconds = seconds(item.runtime_ms);
    if (item.state.position_ms != 0)
        state.played_percentage =
            100.0 * static_cast<double>(item.state.position_ms) / static_cast<double>(item.runtime_ms);
    state.completed = item.state.played;
    return state;
}

std::string expected_items::picture(int number, const std::string& kind, const std::string& tag) const {
    return root_ + "/Items/" + id_(number) + "/Images/" + kind + "?tag=" + tag;
}

} // namespace media_sync
