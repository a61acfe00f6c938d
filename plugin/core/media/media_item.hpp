#pragma once

// A media item as every source delivers it, whatever server it came from: what the server said, in our terms.

#include "plugin/core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace media_sync {

/// media_items.type. The order is that of the alternatives of media_item::facts, and parents come before children.
enum class item_type : std::uint8_t { movie, series, season, episode, artist, album, track, playlist, collection };

/// The word in media_items.type.
std::string_view to_string(item_type type);
std::optional<item_type> parse_item_type(std::string_view word);

/// An id in a public catalogue: source in lower case ("imdb", "tmdb", "tvdb", "musicbrainz"), id as that catalogue writes it.
struct external_id {
    std::string source;
    std::string id;

    friend auto operator<=>(const external_id&, const external_id&) = default;
};

struct rating {
    std::string source;
    double value = 0;
    std::int64_t votes = 0; ///< 0: not known
};

/// URLs without any credential.
struct artwork {
    std::string poster;
    std::string background;
    std::string banner;
    std::string thumbnail;
    std::string logo;
};

struct credit {
    std::string name;
    std::string role;
    std::string character;
    std::string photo;
    bool is_cast = false;
    bool is_crew = false;
    bool is_guest = false;
    bool is_creator = false;
    bool is_artist = false;
};

/// What every type has. Empty strings and nullopt mean that the server did not say.
struct item_details {
    std::string title;
    std::string description;
    std::optional<time_point> release_date;
    std::optional<int> release_year;
    std::optional<time_point> added_at;
    std::optional<time_point> updated_at;
    std::vector<std::string> genres;
    std::vector<std::string> tags;
    std::string studio;
    std::vector<external_id> external_ids;
    std::string content_rating;
    std::string language;
    std::vector<rating> ratings;
    media_sync::artwork artwork;
    std::optional<std::int64_t> duration_seconds; ///< whole seconds, rounded
};

// What only some types have. A `*_source_id` is the id of another item on the same server, "" if the server did not say.

struct movie_facts {
    std::string trailer_url;
    std::string resolution;
    std::string video_codec;
    std::string audio_codec;
};

struct series_facts {
    std::optional<int> season_count;
    std::optional<int> episode_count;
    std::string status;
    std::string network;
};

struct season_facts {
    std::string series_source_id;
    std::string series_name;
    std::optional<int> season_number; ///< 0: specials
    std::optional<int> episode_count;
};

struct episode_facts {
    std::string series_source_id;
    std::string season_source_id;
    std::string series_name;
    std::optional<int> season_number;
    std::optional<int> episode_number;
};

/// Its release year is that in which a band was formed or a person was born.
struct artist_facts {
    std::optional<int> album_count;
    std::string biography;
    std::optional<int> track_count{};
    std::optional<int> end_year{};
};

struct album_facts {
    std::string artist_source_id;
    std::string artist_name;
    std::optional<int> track_count;
};

struct track_facts {
    std::string album_source_id;
    std::string artist_source_id;
    std::string album_name;
    std::string artist_name;
    std::optional<int> track_number;
    std::optional<int> disc_number;
    std::string composer;
    std::string lyrics;
};

/// An entry of a playlist or collection; the same item may occur more than once.
struct list_entry {
    item_type type = item_type::track;
    std::string source_id;
    std::string title; ///< to name an entry that cannot be resolved
};

struct playlist_facts {
    std::vector<list_entry> entries;
    std::string owner_name;
    bool is_public = false;
    bool is_smart = false;
};

struct collection_facts {
    std::vector<list_entry> entries;
    bool is_smart = false;
};

struct media_item {
    std::string source_id; ///< the server's id; with the client and the type it is unique
    item_details details;
    std::vector<credit> credits;
    std::variant<movie_facts, series_facts, season_facts, episode_facts, artist_facts, album_facts, track_facts,
                 playlist_facts, collection_facts>
        facts;

    item_type type() const { return static_cast<item_type>(facts.index()); }
};

} // namespace media_sync
