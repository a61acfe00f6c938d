#include "plugin/media_servers/base_items.hpp"

#include "plugin/media_servers/base_item_fields.hpp"
#include "plugin/media_servers/base_item_kind.hpp"
#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"
#include "plugin/media_servers/provider_ids.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace media_sync {

namespace {

namespace json = boost::json;

// The server shows pictures to everyone, so an address needs no credential. "" without a tag, which says that there is one.
std::string picture(const url& root, const std::string& id, std::string_view kind, const std::string& tag) {
    if (id.empty() || tag.empty()) return {};
    return (root / "Items" / id / "Images" / kind).with("tag", tag).text();
}

artwork artwork_of(const json::object& object, const std::string& id, const url& root) {
    artwork art;
    if (const auto* tags = object_field(object, "ImageTags")) {
        art.poster = picture(root, id, "Primary", text_field(*tags, "Primary"));
        art.banner = picture(root, id, "Banner", text_field(*tags, "Banner"));
        art.thumbnail = picture(root, id, "Thumb", text_field(*tags, "Thumb"));
        art.logo = picture(root, id, "Logo", text_field(*tags, "Logo"));
    }
    if (const auto backdrops = names_field(object, "BackdropImageTags"); !backdrops.empty())
        art.background = picture(root, id, "Backdrop", backdrops.front());
    // A track shows the cover of its album.
    if (art.poster.empty())
        art.poster =
            picture(root, text_field(object, "AlbumId"), "Primary", text_field(object, "AlbumPrimaryImageTag"));
    return art;
}

std::vector<rating> ratings_of(const json::object& object) {
    std::vector<rating> ratings;
    if (const auto community = number_field(object, "CommunityRating")) ratings.push_back({"community", *community, 0});
    if (const auto critics = number_field(object, "CriticRating")) ratings.push_back({"critic", *critics, 0});
    return ratings;
}

std::vector<credit> credits_of(const json::object& object, const url& root) {
    std::vector<credit> credits;
    for (const auto& element : list_field(object, "People")) {
        const auto* person = element.if_object();
        if (!person || text_field(*person, "Name").empty()) continue;

        credit credit;
        credit.name = text_field(*person, "Name");
        credit.role = text_field(*person, "Type");
        credit.is_guest = credit.role == "GuestStar";
        credit.is_cast = credit.role == "Actor" || credit.is_guest;
        credit.is_creator = credit.role == "Creator";
        credit.is_artist = credit.role == "Artist" || credit.role == "AlbumArtist";
        credit.is_crew = !credit.is_cast && !credit.is_creator && !credit.is_artist;
        if (credit.is_cast) credit.character = text_field(*person, "Role");
        credit.photo = picture(root, text_field(*person, "Id"), "Primary", text_field(*person, "PrimaryImageTag"));
        credits.push_back(std::move(credit));
    }
    return credits;
}

void read_details(item_details& details, const json::object& object, item_type type) {
    details.description = text_field(object, "Overview");
    details.release_date = time_field(object, "PremiereDate");
    details.release_year = count_field(object, "ProductionYear");
    details.added_at = time_field(object, "DateCreated");
    details.genres = names_field(object, "Genres");
    details.tags = names_field(object, "Tags");
    if (details.tags.empty()) details.tags = names_field(object, "TagItems"); // Emby's
    details.studio = text_field(first_object(object, "Studios"), "Name");
    details.content_rating = text_field(object, "OfficialRating");
    details.ratings = ratings_of(object);
    details.duration_seconds = ticks_field(object, "RunTimeTicks");
    if (const auto* ids = object_field(object, "ProviderIds")) details.external_ids = read_provider_ids(*ids, type);
}

movie_facts movie_of(const json::object& object) {
    movie_facts movie;
    movie.trailer_url = text_field(first_object(object, "RemoteTrailers"), "Url");
    for (const auto& element : list_field(object, "MediaStreams")) {
        const auto* stream = element.if_object();
        if (!stream) continue;
        const auto kind = text_field(*stream, "Type");
        auto codec = text_field(*stream, "Codec");
        if (kind == "Audio" && movie.audio_codec.empty()) movie.audio_codec = std::move(codec);
        if (kind != "Video" || !movie.video_codec.empty()) continue;
        movie.video_codec = std::move(codec);
        const auto width = count_field(*stream, "Width").value_or(0);
        const auto height = count_field(*stream, "Height").value_or(0);
        if (width > 0 && height > 0) movie.resolution = fmt::format("{}x{}", width, height);
    }
    return movie;
}

series_facts series_of(const json::object& object) {
    return {count_field(object, "ChildCount"), count_field(object, "RecursiveItemCount"), text_field(object, "Status"),
            text_field(first_object(object, "Studios"), "Name")};
}

season_facts season_of(const json::object& object) {
    return {text_field(object, "SeriesId"), text_field(object, "SeriesName"), count_field(object, "IndexNumber"),
            count_field(object, "ChildCount")};
}

episode_facts episode_of(const json::object& object) {
    return {text_field(object, "SeriesId"), text_field(object, "SeasonId"), text_field(object, "SeriesName"),
            count_field(object, "ParentIndexNumber"), count_field(object, "IndexNumber")};
}

artist_facts artist_of(const json::object& object) {
    artist_facts artist{count_field(object, "AlbumCount"), text_field(object, "Overview")};
    artist.track_count = count_field(object, "SongCount");
    if (const auto end = time_field(object, "EndDate"))
        artist.end_year = int(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*end)).year());
    return artist;
}

album_facts album_of(const json::object& object) {
    const auto& artist = first_object(object, "AlbumArtists");
    auto name = text_field(artist, "Name");
    if (name.empty()) name = text_field(object, "AlbumArtist");
    return {text_field(artist, "Id"), std::move(name), count_field(object, "ChildCount")};
}

std::string composer_of(const json::object& object) {
    if (auto name = text_field(first_object(object, "Composers"), "Name"); !name.empty()) return name; // Emby's
    for (const auto& element : list_field(object, "People")) {
        const auto* person = element.if_object();
        if (person && text_field(*person, "Type") == "Composer") return text_field(*person, "Name");
    }
    return {};
}

track_facts track_of(const json::object& object) {
    // Of a compilation the track's own artist; servers that name none mean the album's.
    const auto* artist = &first_object(object, "ArtistItems");
    if (artist->empty()) artist = &first_object(object, "AlbumArtists");

    track_facts track;
    track.album_source_id = text_field(object, "AlbumId");
    track.album_name = text_field(object, "Album");
    track.artist_source_id = text_field(*artist, "Id");
    track.artist_name = text_field(*artist, "Name");
    if (track.artist_name.empty()) track.artist_name = text_field(object, "AlbumArtist");
    track.track_number = count_field(object, "IndexNumber");
    track.disc_number = count_field(object, "ParentIndexNumber");
    track.composer = composer_of(object);
    return track;
}

decltype(media_item::facts) facts_of(const json::object& object, item_type type) {
    switch (type) {
    case item_type::movie:
        return movie_of(object);
    case item_type::series:
        return series_of(object);
    case item_type::season:
        return season_of(object);
    case item_type::episode:
        return episode_of(object);
    case item_type::artist:
        return artist_of(object);
    case item_type::album:
        return album_of(object);
    case item_type::track:
        return track_of(object);
    case item_type::playlist:
        return playlist_facts{};
    case item_type::collection:
        return collection_facts{};
    }
    return movie_facts{};
}

} // namespace

void add_base_item(media_page& page, const json::value& element, item_type type, const url& root) {
    auto item = begin_item(page, element, "Id", "Name");
    if (!item) return;
    const auto& object = element.get_object();
    if (!is_of_kind(page, *item, text_field(object, "Type"), base_item_kind(type))) return;

    read_details(item->details, object, type);
    item->details.artwork = artwork_of(object, item->source_id, root);
    item->credits = credits_of(object, root);
    item->facts = facts_of(object, type);
    page.items.push_back(std::move(*item));
}

} // namespace media_sync
