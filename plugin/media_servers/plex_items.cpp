#include "plugin/media_servers/plex_items.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"
#include "plugin/media_servers/plex_details.hpp"

namespace media_sync {

namespace {

namespace json = boost::json;

constexpr std::string_view k_show = "show";

// Under "type".
std::string_view plex_word(item_type type) {
    return type == item_type::series ? k_show : to_string(type);
}

movie_facts plex_movie(const json::object& object) {
    movie_facts movie;
    const auto versions = list_field(object, "Media");
    if (versions.empty() || !versions.front().is_object()) return movie;
    const auto& version = versions.front().get_object();
    movie.resolution = text_field(version, "videoResolution");
    movie.video_codec = text_field(version, "videoCodec");
    movie.audio_codec = text_field(version, "audioCodec");
    return movie;
}

// What Plex calls a show's studio is the network that it ran on.
series_facts plex_series(const json::object& object) {
    return {count_field(object, "childCount"), count_field(object, "leafCount"), "", text_field(object, "studio")};
}

season_facts plex_season(const json::object& object) {
    return {text_field(object, "parentRatingKey"), text_field(object, "parentTitle"), count_field(object, "index"),
            count_field(object, "leafCount")};
}

episode_facts plex_episode(const json::object& object) {
    return {text_field(object, "grandparentRatingKey"), text_field(object, "parentRatingKey"),
            text_field(object, "grandparentTitle"), count_field(object, "parentIndex"), count_field(object, "index")};
}

artist_facts plex_artist(const json::object& object) {
    return {count_field(object, "childCount"), text_field(object, "summary")};
}

album_facts plex_album(const json::object& object) {
    return {text_field(object, "parentRatingKey"), text_field(object, "parentTitle"), count_field(object, "leafCount")};
}

// Under "originalTitle" a track has its own artist where that is not the album's.
track_facts plex_track(const json::object& object) {
    track_facts track;
    track.album_source_id = text_field(object, "parentRatingKey");
    track.artist_source_id = text_field(object, "grandparentRatingKey");
    track.album_name = text_field(object, "parentTitle");
    track.artist_name = text_field(object, "originalTitle");
    if (track.artist_name.empty()) track.artist_name = text_field(object, "grandparentTitle");
    track.track_number = count_field(object, "index");
    track.disc_number = count_field(object, "parentIndex");
    return track;
}

void set_facts(media_item& item, const json::object& object, item_type type) {
    switch (type) {
    case item_type::movie:
        item.facts = plex_movie(object);
        return;
    case item_type::series:
        item.facts = plex_series(object);
        return;
    case item_type::season:
        item.facts = plex_season(object);
        return;
    case item_type::episode:
        item.facts = plex_episode(object);
        return;
    case item_type::artist:
        item.facts = plex_artist(object);
        return;
    case item_type::album:
        item.facts = plex_album(object);
        return;
    case item_type::track:
        item.facts = plex_track(object);
        return;
    case item_type::playlist:
        item.facts = playlist_facts{{}, "", false, flag_field(object, "smart")};
        return;
    case item_type::collection:
        item.facts = collection_facts{{}, flag_field(object, "smart")};
        return;
    }
}

} // namespace

void add_plex_item(media_page& page, const json::value& element, item_type type, const plex_api& api) {
    auto item = begin_item(page, element, "ratingKey", "title");
    if (!item) return;
    const auto& object = element.get_object();
    if (!is_of_kind(page, *item, text_field(object, "type"), plex_word(type))) return;

    read_plex_details(item->details, object, api);
    if (type == item_type::track && !item->details.release_year)
        item->details.release_year = count_field(object, "parentYear");
    if (type == item_type::episode) item->details.artwork.thumbnail = item->details.artwork.poster;
    item->credits = plex_credits(object, api);
    set_facts(*item, object, type);
    page.items.push_back(std::move(*item));
}

std::optional<list_entry> plex_entry(const json::value& element) {
    const auto* object = element.if_object();
    if (!object) return std::nullopt;
    return list_entry{parse_plex_type(text_field(*object, "type")).value_or(item_type::movie),
                      text_field(*object, "ratingKey"), text_field(*object, "title")};
}

std::optional<item_type> parse_plex_type(std::string_view word) {
    return word == k_show ? item_type::series : parse_item_type(word);
}

} // namespace media_sync
