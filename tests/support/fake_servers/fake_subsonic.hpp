#pragma once

// A Subsonic server with a made-up library of any size, which misbehaves on demand. Its answers have the shapes of the
// OpenSubsonic API and of supysonic's real ones; requests that its OpenAPI file does not allow are answered with 400. Shares
// nothing with the product.

#include "support/fake_servers/fault_list.hpp"
#include "support/openapi/openapi_check.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace suasor::testing {

struct fake_track {
    std::string id;
    std::string title;
    int number = 0;
    int disc = 1;
    int seconds = 0;
};

struct fake_album {
    std::string id;
    std::string name;
    std::string artist_id;
    std::string artist;
    int year = 0; ///< 0: not said
    std::string genre;
    std::vector<fake_track> tracks;
};

struct fake_artist {
    std::string id;
    std::string name;
    int album_count = 0;
};

struct fake_playlist {
    std::string id;
    std::string name;
    std::string comment;
    bool is_public = false;
    std::vector<std::string> songs; ///< ids in order, some more than once
};

/// What the user did with the songs, by id.
struct fake_doings {
    std::set<std::string> starred; ///< of songs, albums and artists
    std::map<std::string, int> plays;
    std::map<std::string, int> stars; ///< 1 to 5, also of albums and artists
};

/// What there is on the server; albums in the order of getAlbumList2.
struct fake_library {
    std::vector<fake_artist> artists;
    std::vector<fake_album> albums;
    std::vector<fake_playlist> playlists{};
    fake_doings doings{};

    /// The same for the same arguments, on every machine. Names have accents and repeat, some years and genres are missing.
    static fake_library of_size(int artists, int albums_per_artist, int tracks_per_album, std::uint32_t seed = 1);

    /// Makes up playlists of so many songs, in which songs repeat, and what the user did; the same every time.
    void add_doings(int lists, int songs_per_list);

    std::size_t track_count() const;
    /// All songs, album by album.
    std::vector<const fake_track*> tracks() const;
};

/// How the server spells its library.
struct subsonic_dialect {
    bool tokens = true;                 ///< otherwise t and s are answered with `token_error`
    int token_error = 41;               ///< supysonic: 10
    bool empty_lists_as_objects = true; ///< `{}`, as supysonic; otherwise `{"album": []}`
    bool single_as_object = false;      ///< a list of one as the element itself, as converters from XML do
    bool numbers_as_text = false;
    bool numeric_ids = false;       ///< ids as numbers; the library's ids must then be digits
    bool open_subsonic = false;     ///< with musicBrainzId, genres[], artists[], displayArtist
    bool repeat_first_page = false; ///< getAlbumList2 ignores the offset
    bool overlap_pages = false;     ///< every page begins with the last album of the one before
    int largest_page = 500;
    bool tells_plays = true; ///< playCount and played; supysonic: no
};

/// Its operation is the method, for example "getAlbum".
using subsonic_fault = server_fault;

class fake_subsonic {
  public:
    static constexpr const char* k_user = "ann";
    static constexpr const char* k_password = "pass word&=%1ž";

    explicit fake_subsonic(fake_library library, subsonic_dialect dialect = {});

    void inject(subsonic_fault fault) { faults_.inject(std::move(fault)); }
    void heal() { faults_.clear(); }

    /// Not while it changes.
    const fake_library& library() const { return library_; }
    /// Lets things appear and vanish.
    void change(const std::function<void(fake_library&)>& edit);
    const http_server& http() const { return server_; }
    std::string base_url() const { return server_.base_url(); }
    /// How often a method was called.
    int calls(const std::string& method) const;

  private:
    scripted_response handle(const received_request& request);
    std::string answer(const std::string& method, const received_request& request) const;
    int refusal(const received_request& request) const;

    const openapi_check contract_{"opensubsonic.json"};
    std::mutex mutex_; ///< of the library, which several threads read
    fake_library library_;
    subsonic_dialect dialect_;
    fault_list faults_;
    http_server server_; ///< last, because its threads use the rest
};

/// The body of a failed call.
std::string subsonic_error_body(int code, const std::string& message);

} // namespace suasor::testing
