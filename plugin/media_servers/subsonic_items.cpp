#include "plugin/media_servers/subsonic_items.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"
#include "plugin/media_servers/timestamp.hpp"

#include <algorithm>

namespace media_sync {

namespace {

namespace json = boost::json;

std::string first_of(std::string first, std::string second) {
    return first.empty() ? second : first;
}

// The title is under `title_key`, else under "name".
std::optional<media_item> begin_item_of(media_page& page, const json::value& element, std::string_view title_key) {
    const auto* object = element.if_object();
    const bool titled = object && !text_field(*object, title_key).empty();
    return begin_item(page, element, "id", titled ? title_key : "name");
}

void add_genre(std::vector<std::string>& genres, std::string genre) {
    if (!genre.empty() && std::ranges::find(genres, genre) == genres.end()) genres.push_back(std::move(genre));
}

// OpenSubsonic lists genres beside the one of the old protocol.
std::vector<std::string> genres_of(const json::object& object) {
    std::vector<std::string> genres;
    for (const auto& element : list_field(object, "genres")) {
        if (const auto* genre = element.if_object()) add_genre(genres, text_field(*genre, "name"));
        if (const auto* genre = element.if_string()) add_genre(genres, {genre->data(), genre->size()});
    }
    add_genre(genres, text_field(object, "genre"));
    return genres;
}

// A date of OpenSubsonic, which may lack the day or the month: then it says no more than the year does.
std::optional<time_point> date_of(const json::object& object, std::string_view key) {
    const auto* date = object_field(object, key);
    if (!date) return std::nullopt;
    const std::chrono::year_month_day day(std::chrono::year(count_field(*date, "year").value_or(0)),
                                          std::chrono::month(count_field(*date, "month").value_or(0)),
                                          std::chrono::day(count_field(*date, "day").value_or(0)));
    if (!day.ok()) return std::nullopt;
    return std::chrono::sys_days(day);
}

// The field of the old protocol, else that of the first element of OpenSubsonic's list of artists.
std::string artist_id_of(const json::object& object) {
    auto id = text_field(object, "artistId");
    const auto artists = list_field(object, "artists");
    if (!id.empty() || artists.empty() || !artists.front().is_object()) return id;
    return text_field(artists.front().get_object(), "id");
}

std::string artist_name_of(const json::object& object) {
    auto name = first_of(text_field(object, "artist"), text_field(object, "displayArtist"));
    const auto artists = list_field(object, "artists");
    if (!name.empty() || artists.empty() || !artists.front().is_object()) return name;
    return text_field(artists.front().get_object(), "name");
}

void read_details(item_details& details, const json::object& object, const subsonic_api& api) {
    details.release_year = count_field(object, "year");
    details.added_at = parse_timestamp(text_field(object, "created"));
    details.genres = genres_of(object);
    details.duration_seconds = count_field(object, "duration");
    if (auto id = text_field(object, "musicBrainzId"); !id.empty())
        details.external_ids.push_back({"musicbrainz", std::move(id)});
    if (const auto art = text_field(object, "coverArt"); !art.empty()) details.artwork.poster = api.cover_art_url(art);
}

} // namespace

std::string id_of_element(const json::value& element) {
    const auto* object = element.if_object();
    return object ? text_field(*object, "id") : std::string();
}

void add_artist(media_page& page, const json::value& artist, const subsonic_api& api) {
    auto item = begin_item_of(page, artist, "name");
    if (!item) return;
    const auto& object = artist.get_object();

    read_details(item->details, object, api);
    item->facts = artist_facts{count_field(object, "albumCount"), ""};
    page.items.push_back(std::move(*item));
}

void add_album(media_page& page, const json::value& album, const subsonic_api& api) {
    auto item = begin_item_of(page, album, "name");
    if (!item) return;
    const auto& object = album.get_object();

    read_details(item->details, object, api);
    item->details.release_date = date_of(object, "releaseDate");
    if (!item->details.release_date) item->details.release_date = date_of(object, "originalReleaseDate");
    if (const auto labels = list_field(object, "recordLabels"); !labels.empty() && labels.front().is_object())
        item->details.studio = text_field(labels.front().get_object(), "name");
    item->facts = album_facts{artist_id_of(object), artist_name_of(object), count_field(object, "songCount")};
    page.items.push_back(std::move(*item));
}

void add_track(media_page& page, const json::value& song, const json::object& album, const subsonic_api& api) {
    auto item = begin_item_of(page, song, "title");
    if (!item) return;
    const auto& object = song.get_object();

    read_details(item->details, object, api);
    track_facts track;
    track.album_source_id = first_of(text_field(object, "albumId"), text_field(album, "id"));
    track.album_name = first_of(text_field(object, "album"), text_field(album, "name"));
    track.artist_source_id = artist_id_of(object);
    track.artist_name = artist_name_of(object);
    track.track_number = count_field(object, "track");
    track.disc_number = count_field(object, "discNumber");
    track.composer = text_field(object, "displayComposer");
    item->facts = std::move(track);
    page.items.push_back(std::move(*item));
}

void add_playlist(media_page& page, const json::value& playlist, const json::object& content, const subsonic_api& api) {
    auto item = begin_item_of(page, playlist, "name");
    if (!item) return;
    const auto& object = playlist.get_object();

    read_details(item->details, object, api);
    item->details.description = text_field(object, "comment");
    item->details.updated_at = parse_timestamp(text_field(object, "changed"));
    playlist_facts facts{{}, text_field(object, "owner"), flag_field(object, "public"), false};
    for (const auto& entry : list_field(content, "entry"))
        if (const auto* song = entry.if_object())
            facts.entries.push_back({item_type::track, text_field(*song, "id"), text_field(*song, "title")});
    item->facts = std::move(facts);
    page.items.push_back(std::move(*item));
}

} // namespace media_sync
