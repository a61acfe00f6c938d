#include "plugin/media_servers/plex_details.hpp"

#include "plugin/media_servers/ascii_lower.hpp"
#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/timestamp.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace media_sync {

namespace {

namespace json = boost::json;

constexpr std::int64_t k_last_second = 253'402'300'799; // of the year 9999
constexpr std::int64_t k_longest_seconds = 366 * 24 * 3600;

// Catalogues that Plex and others call by different names.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> k_catalogues{{
    {"mbid", "musicbrainz"},
    {"themoviedb", "tmdb"},
    {"thetvdb", "tvdb"},
    {"rottentomatoes", "rottentomatoes"},
}};

std::string catalogue(std::string_view scheme) {
    auto name = ascii_lower(std::string(scheme));
    const auto known = std::ranges::find(k_catalogues, name, &std::pair<std::string_view, std::string_view>::first);
    return known == k_catalogues.end() ? name : std::string(known->second);
}

// Adds the names of tags of a kind, such as "Genre".
void add_tags(std::vector<std::string>& names, const json::object& object, std::string_view kind) {
    for (const auto& element : list_field(object, kind)) {
        const auto* tag = element.if_object();
        auto name = tag ? text_field(*tag, "tag") : std::string();
        if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
}

// A rating, whose source stands in the scheme of the picture that is shown with it. Rotten Tomatoes has two.
void add_rating(item_details& details, const json::object& object, std::string_view key, std::string_view image_key,
                bool audience) {
    const auto value = number_field(object, key);
    if (!value || *value < 0 || *value > 10) return;

    const auto image = text_field(object, image_key);
    const auto scheme = image.find("://");
    auto source =
        scheme == std::string::npos ? std::string("plex") : catalogue(std::string_view(image).substr(0, scheme));
    if (audience && (source == "rottentomatoes" || source == "plex")) source += "_audience";
    details.ratings.push_back({std::move(source), *value, 0});
}

std::string logo_of(const json::object& object) {
    for (const auto& element : list_field(object, "Image")) {
        const auto* image = element.if_object();
        if (image && text_field(*image, "type") == "clearLogo") return text_field(*image, "url");
    }
    return {};
}

// Lists have a picture composed of those of their items instead of one of their own.
std::string poster_of(const json::object& object) {
    auto poster = text_field(object, "thumb");
    return poster.empty() ? text_field(object, "composite") : poster;
}

} // namespace

void read_plex_details(item_details& details, const json::object& object, const plex_api& api) {
    details.description = text_field(object, "summary");
    details.release_date = parse_timestamp(text_field(object, "originallyAvailableAt"));
    details.release_year = count_field(object, "year");
    details.added_at = plex_time(object, "addedAt");
    details.updated_at = plex_time(object, "updatedAt");
    details.studio = text_field(object, "studio");
    details.content_rating = text_field(object, "contentRating");
    details.duration_seconds = plex_seconds(object, "duration");
    add_tags(details.genres, object, "Genre");
    for (const auto* kind : {"Style", "Mood", "Label"})
        add_tags(details.tags, object, kind);

    for (const auto& element : list_field(object, "Guid")) {
        const auto* guid = element.if_object();
        if (!guid) continue;
        if (auto id = parse_plex_guid(text_field(*guid, "id"))) details.external_ids.push_back(std::move(*id));
    }
    add_rating(details, object, "rating", "ratingImage", false);
    add_rating(details, object, "audienceRating", "audienceRatingImage", true);

    details.artwork.poster = api.picture_url(poster_of(object));
    details.artwork.background = api.picture_url(text_field(object, "art"));
    details.artwork.banner = api.picture_url(text_field(object, "banner"));
    details.artwork.logo = api.picture_url(logo_of(object));
}

std::vector<credit> plex_credits(const json::object& object, const plex_api& api) {
    std::vector<credit> credits;
    for (const auto* kind : {"Director", "Writer", "Role"}) {
        for (const auto& element : list_field(object, kind)) {
            const auto* tag = element.if_object();
            if (!tag) continue;
            credit person;
            person.name = text_field(*tag, "tag");
            person.photo = api.picture_url(text_field(*tag, "thumb"));
            person.is_cast = std::string_view(kind) == "Role";
            person.is_crew = !person.is_cast;
            person.role = person.is_cast ? "Actor" : kind;
            if (person.is_cast) person.character = text_field(*tag, "role");
            if (!person.name.empty()) credits.push_back(std::move(person));
        }
    }
    return credits;
}

std::optional<external_id> parse_plex_guid(std::string_view guid) {
    const auto separator = guid.find("://");
    if (separator == std::string_view::npos) return std::nullopt;
    external_id id{catalogue(guid.substr(0, separator)), std::string(guid.substr(separator + 3))};
    if (id.source.empty() || id.id.empty()) return std::nullopt;
    return id;
}

std::optional<time_point> plex_time(const json::object& object, std::string_view key) {
    const auto seconds = integer_field(object, key);
    if (!seconds || *seconds <= 0 || *seconds > k_last_second) return std::nullopt;
    return time_point(std::chrono::seconds(*seconds));
}

std::optional<std::int64_t> plex_seconds(const json::object& object, std::string_view key) {
    const auto milliseconds = integer_field(object, key);
    if (!milliseconds || *milliseconds < 0 || *milliseconds > k_longest_seconds * 1000) return std::nullopt;
    return (*milliseconds + 500) / 1000;
}

} // namespace media_sync
