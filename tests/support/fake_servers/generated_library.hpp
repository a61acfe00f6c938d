#pragma once

// A made-up library of films, series, music and lists, with what a user did with them, for fakes of any protocol to serve and
// for tests to compare with. Shares nothing with the product.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace suasor::testing {

enum class media_kind { movie, series, season, episode, artist, album, track, playlist, collection };

struct generated_credit {
    std::string name;
    std::string job;       ///< Actor, GuestStar, Director, Writer or Composer
    std::string character; ///< of an actor
};

/// What the server's one user did with an item.
struct generated_state {
    bool favorite = false;
    bool played = false;
    int play_count = 0;
    std::int64_t last_played = 0; ///< epoch seconds; 0: never
    std::int64_t position_ms = 0; ///< where playing goes on; 0: nowhere
    std::optional<double> rating; ///< 0 to 10
};

/// Of any kind; what a kind does not have, or what this server does not know of the item, is empty or 0.
struct generated_item {
    media_kind kind = media_kind::movie;
    int number = 0; ///< its identity, unique in the library over all kinds: fakes make ids of it
    std::string title;

    int parent = 0;      ///< the number of a season's series, an episode's season, an album's artist, a track's album
    int grandparent = 0; ///< the number of an episode's series, a track's artist
    std::optional<int> index;        ///< of a season, episode or track in its parent; 0: the season of specials
    std::optional<int> parent_index; ///< an episode's season number, a track's disc

    std::string overview;
    int year = 0;
    std::int64_t released = 0; ///< epoch seconds
    std::int64_t added = 0;    ///< epoch seconds, ascending with the number
    std::vector<std::string> genres;
    std::vector<std::string> tags;
    std::string studio;
    std::string content_rating;
    double community_rating = 0; ///< 0 to 10
    std::int64_t runtime_ms = 0;
    std::vector<std::pair<std::string, std::string>> external_ids; ///< imdb, tmdb, tvdb or musicbrainz, and the id
    std::vector<generated_credit> credits;
    std::string video_codec; ///< of a movie, with the next three
    std::string audio_codec;
    int width = 0;
    int height = 0;
    bool has_art = false;     ///< a poster and a background
    std::vector<int> entries; ///< of a playlist or collection, the numbers in order; a playlist repeats some

    generated_state state;
};

struct library_size {
    int movies = 0;
    int series = 0;
    int seasons_per_series = 2; ///< the first of them is that of the specials
    int episodes_per_season = 3;
    int artists = 0;
    int albums_per_artist = 2;
    int tracks_per_album = 3;
    int playlists = 0;
    int entries_per_playlist = 5;
    int collections = 0;
    int entries_per_collection = 3;
};

class generated_library {
  public:
    /// The same for the same arguments, on every machine. Titles have accents, quotes and emoji and repeat; some items lack
    /// years, art, ids and the like. About a third is played, a few are half played, some liked.
    static generated_library of(const library_size& size, std::uint32_t seed = 1);

    /// By number, which is the order in which they were added.
    std::map<int, generated_item> items;

    const generated_item& at(int number) const { return items.at(number); }
    std::vector<const generated_item*> of_kind(media_kind kind) const;
    std::size_t count(media_kind kind) const { return of_kind(kind).size(); }
    /// The items whose parent this is, in order.
    std::vector<const generated_item*> children_of(int number) const;
};

} // namespace suasor::testing
