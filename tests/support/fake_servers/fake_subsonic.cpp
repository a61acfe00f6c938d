#include "support/fake_servers/fake_subsonic.hpp"

#include <boost/json.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <random>

namespace suasor::testing {

namespace {

namespace json = boost::json;

constexpr std::array k_words{"Noční",     "Été",       "夜の道", "Über",   "Żółć",
                             "Interlude", "9\" Nails", "R&B",    "100%25", "Alone"};

std::string name_from(std::mt19937& random) {
    const std::string first = k_words[random() % k_words.size()];
    return first + " " + k_words[random() % k_words.size()];
}

std::string md5(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", digest[i]);
        hex += two;
    }
    return hex;
}

std::string hex_of(const std::string& text) {
    std::string hex;
    for (const unsigned char c : text) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", c);
        hex += two;
    }
    return hex;
}

// Spells values as the dialect has them.
class speller {
  public:
    speller(const subsonic_dialect& dialect, const fake_doings& doings) : dialect_(dialect), doings_(doings) {}

    json::value number(std::int64_t value) const {
        if (dialect_.numbers_as_text) return json::value(std::to_string(value));
        return value;
    }
    json::value id(const std::string& value) const {
        if (dialect_.numeric_ids) return std::stoll(value);
        return json::value(value);
    }
    json::object list(const char* key, json::array elements) const {
        if (elements.empty() && dialect_.empty_lists_as_objects) return {};
        if (elements.size() == 1 && dialect_.single_as_object) return {{key, std::move(elements[0])}};
        return {{key, std::move(elements)}};
    }
    void add_list(json::object& object, const char* key, json::array elements) const {
        for (auto& [name, value] : list(key, std::move(elements)))
            object[name] = value;
    }

    json::object artist(const fake_artist& artist) const {
        json::object object{{"id", id(artist.id)}, {"name", artist.name}, {"albumCount", number(artist.album_count)}};
        if (dialect_.open_subsonic) {
            object["musicBrainzId"] = "mb-" + artist.id;
            object["coverArt"] = "ar-" + artist.id;
        }
        add_doings(object, artist.id);
        return object;
    }

    json::object album(const fake_album& album) const {
        std::int64_t seconds = 0;
        for (const auto& track : album.tracks)
            seconds += track.seconds;
        json::object object{{"id", id(album.id)},
                            {"name", album.name},
                            {"artist", album.artist},
                            {"artistId", id(album.artist_id)},
                            {"created", "2026-11-24T00:17:34"},
                            {"duration", number(seconds)},
                            {"songCount", number(static_cast<std::int64_t>(album.tracks.size()))}};
        if (album.year != 0) object["year"] = number(album.year);
        if (!album.genre.empty()) object["genre"] = album.genre;
        if (dialect_.open_subsonic) {
            object["musicBrainzId"] = "mb-" + album.id;
            object["coverArt"] = "al-" + album.id;
            object["genres"] = json::array{json::object{{"name", "Second"}}};
            object["releaseDate"] = json::object{{"year", 1999}, {"month", 12}, {"day", 31}};
            object["recordLabels"] = json::array{json::object{{"name", "Label"}}};
        }
        add_doings(object, album.id);
        add_plays(object, plays_of(album));
        return object;
    }

    json::object song(const fake_track& track, const fake_album& album) const {
        json::object object{{"id", id(track.id)},
                            {"parent", "490"},
                            {"isDir", false},
                            {"title", track.title},
                            {"album", album.name},
                            {"albumId", id(album.id)},
                            {"artist", album.artist},
                            {"artistId", id(album.artist_id)},
                            {"track", number(track.number)},
                            {"discNumber", number(track.disc)},
                            {"duration", number(track.seconds)},
                            {"created", "2026-11-24T00:17:34Z"},
                            {"type", "music"}};
        if (album.year != 0) object["year"] = number(album.year);
        if (!album.genre.empty()) object["genre"] = album.genre;
        if (dialect_.open_subsonic) {
            object["musicBrainzId"] = "mb-" + track.id;
            object["displayComposer"] = "Composer";
        }
        add_doings(object, track.id);
        add_plays(object, plays_of(track));
        return object;
    }

    json::object playlist(const fake_playlist& playlist) const {
        json::object object{{"id", playlist.id},
                            {"name", playlist.name},
                            {"owner", fake_subsonic::k_user},
                            {"public", playlist.is_public},
                            {"songCount", number(static_cast<std::int64_t>(playlist.songs.size()))},
                            {"duration", number(60)},
                            {"created", "2026-11-24T00:19:49"},
                            {"changed", "2026-11-25T00:19:49Z"}};
        if (!playlist.comment.empty()) object["comment"] = playlist.comment;
        return object;
    }

    int plays_of(const fake_track& track) const {
        const auto found = doings_.plays.find(track.id);
        return found == doings_.plays.end() ? 0 : found->second;
    }
    int plays_of(const fake_album& album) const {
        int plays = 0;
        for (const auto& track : album.tracks)
            plays += plays_of(track);
        return plays;
    }
    bool starred(const std::string& id) const { return doings_.starred.contains(id); }

  private:
    void add_doings(json::object& object, const std::string& id) const {
        if (starred(id)) object["starred"] = "2026-11-24T00:19:49Z";
        if (const auto found = doings_.stars.find(id); found != doings_.stars.end())
            object["userRating"] = number(found->second);
    }

    // What has not been played says nothing, as with Navidrome.
    void add_plays(json::object& object, int plays) const {
        if (plays == 0 || !dialect_.tells_plays) return;
        object["playCount"] = number(plays);
        object["played"] = "2026-11-2" + std::to_string(plays % 10) + "T10:00:00.5Z";
    }

    const subsonic_dialect& dialect_;
    const fake_doings& doings_;
};

std::string envelope(json::object content) {
    content["status"] = "ok";
    content["version"] = "1.16.1";
    return json::serialize(json::object{{"subsonic-response", std::move(content)}});
}

std::string ping_body(const subsonic_dialect& dialect) {
    if (!dialect.open_subsonic) return envelope({});
    return envelope({{"type", "navidrome"}, {"serverVersion", "0.53.3 (13af8ed4)"}, {"openSubsonic", true}});
}

std::string parameter(const received_request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
}

// "/prefix/rest/getAlbum.view" -> "getAlbum"
std::string method_of(const std::string& path) {
    auto method = path.substr(path.rfind('/') + 1);
    if (method.ends_with(".view")) method.resize(method.size() - 5);
    return method;
}

std::string artists_body(const fake_library& library, const speller& spell) {
    // Three indexes, however many artists there are.
    json::array indexes;
    const auto third = library.artists.size() / 3 + 1;
    for (std::size_t begin = 0; begin < library.artists.size(); begin += third) {
        json::array artists;
        for (auto i = begin; i < std::min(begin + third, library.artists.size()); ++i)
            artists.push_back(spell.artist(library.artists[i]));
        json::object index{{"name", std::to_string(begin)}};
        spell.add_list(index, "artist", std::move(artists));
        indexes.push_back(std::move(index));
    }
    return envelope({{"artists", spell.list("index", std::move(indexes))}});
}

std::string albums_body(const fake_library& library, const subsonic_dialect& dialect, const speller& spell,
                        const received_request& request) {
    auto offset = std::stoull(parameter(request, "offset"));
    if (dialect.repeat_first_page) offset = 0;
    if (dialect.overlap_pages && offset > 0 && offset < library.albums.size()) --offset;
    const auto size = std::min<std::size_t>(std::stoull(parameter(request, "size")), dialect.largest_page);

    std::vector<const fake_album*> listed;
    const bool frequent = parameter(request, "type") == "frequent";
    for (const auto& album : library.albums)
        if (!frequent || spell.plays_of(album) > 0) listed.push_back(&album);
    if (frequent)
        std::ranges::stable_sort(listed, std::ranges::greater{},
                                 [&](const fake_album* album) { return spell.plays_of(*album); });

    json::array albums;
    for (auto i = offset; i < std::min<std::size_t>(offset + size, listed.size()); ++i)
        albums.push_back(spell.album(*listed[i]));
    return envelope({{"albumList2", spell.list("album", std::move(albums))}});
}

std::string album_body(const fake_library& library, const speller& spell, const std::string& id) {
    for (const auto& album : library.albums) {
        if (album.id != id) continue;
        auto object = spell.album(album);
        json::array songs;
        for (const auto& track : album.tracks)
            songs.push_back(spell.song(track, album));
        spell.add_list(object, "song", std::move(songs));
        return envelope({{"album", std::move(object)}});
    }
    return subsonic_error_body(70, "Album not found");
}

std::string playlists_body(const fake_library& library, const speller& spell) {
    json::array playlists;
    for (const auto& playlist : library.playlists)
        playlists.push_back(spell.playlist(playlist));
    return envelope({{"playlists", spell.list("playlist", std::move(playlists))}});
}

std::string playlist_body(const fake_library& library, const speller& spell, const std::string& id) {
    const auto found = std::ranges::find(library.playlists, id, &fake_playlist::id);
    if (found == library.playlists.end()) return subsonic_error_body(70, "Playlist not found");

    json::array entries;
    for (const auto& song : found->songs)
        for (const auto& album : library.albums)
            for (const auto& track : album.tracks)
                if (track.id == song) entries.push_back(spell.song(track, album));
    auto object = spell.playlist(*found);
    spell.add_list(object, "entry", std::move(entries));
    return envelope({{"playlist", std::move(object)}});
}

std::string starred_body(const fake_library& library, const speller& spell) {
    json::array artists;
    json::array albums;
    json::array songs;
    for (const auto& artist : library.artists)
        if (spell.starred(artist.id)) artists.push_back(spell.artist(artist));
    for (const auto& album : library.albums) {
        if (spell.starred(album.id)) albums.push_back(spell.album(album));
        for (const auto& track : album.tracks)
            if (spell.starred(track.id)) songs.push_back(spell.song(track, album));
    }
    json::object starred;
    spell.add_list(starred, "artist", std::move(artists));
    spell.add_list(starred, "album", std::move(albums));
    spell.add_list(starred, "song", std::move(songs));
    return envelope({{"starred2", std::move(starred)}});
}

} // namespace

fake_library fake_library::of_size(int artists, int albums_per_artist, int tracks_per_album, std::uint32_t seed) {
    std::mt19937 random(seed);
    fake_library library;
    int next_id = 1;
    for (int a = 0; a < artists; ++a) {
        const fake_artist artist{std::to_string(next_id++), name_from(random), albums_per_artist};
        library.artists.push_back(artist);
        for (int b = 0; b < albums_per_artist; ++b) {
            fake_album album{std::to_string(next_id++), name_from(random), artist.id, artist.name, 0, "", {}};
            if (random() % 4 != 0) album.year = 1950 + static_cast<int>(random() % 70);
            if (random() % 4 != 0) album.genre = "Électronique";
            for (int t = 0; t < tracks_per_album; ++t)
                album.tracks.push_back({std::to_string(next_id++), name_from(random), t + 1, 1 + t / 10,
                                        60 + static_cast<int>(random() % 300)});
            library.albums.push_back(std::move(album));
        }
    }
    return library;
}

void fake_library::add_doings(int lists, int songs_per_list) {
    std::mt19937 random(7);
    const auto songs = tracks();
    for (int p = 0; p < lists; ++p) {
        fake_playlist playlist{
            "pl-" + std::to_string(p), name_from(random), p % 2 == 0 ? "for \"all\"" : "", p % 3 == 0, {}};
        for (int s = 0; s < songs_per_list; ++s)
            playlist.songs.push_back(songs[random() % songs.size()]->id);
        // Whatever the dice say, a song occurs twice.
        if (!playlist.songs.empty()) playlist.songs.push_back(playlist.songs.front());
        playlists.push_back(std::move(playlist));
    }
    const auto happen = [&](const std::string& id, bool is_song) {
        if (random() % 4 == 0) doings.starred.insert(id);
        if (random() % 5 == 0) doings.stars[id] = 1 + static_cast<int>(random() % 5);
        if (is_song && random() % 3 == 0) doings.plays[id] = 1 + static_cast<int>(random() % 9);
    };
    for (const auto& artist : artists)
        happen(artist.id, false);
    for (const auto& album : albums)
        happen(album.id, false);
    for (const auto* track : songs)
        happen(track->id, true);
}

std::vector<const fake_track*> fake_library::tracks() const {
    std::vector<const fake_track*> all;
    for (const auto& album : albums)
        for (const auto& track : album.tracks)
            all.push_back(&track);
    return all;
}

std::size_t fake_library::track_count() const {
    std::size_t count = 0;
    for (const auto& album : albums)
        count += album.tracks.size();
    return count;
}

std::string subsonic_error_body(int code, const std::string& message) {
    return json::serialize(json::object{
        {"subsonic-response", json::object{{"status", "failed"},
                                           {"version", "1.16.1"},
                                           {"error", json::object{{"code", code}, {"message", message}}}}}});
}

fake_subsonic::fake_subsonic(fake_library library, subsonic_dialect dialect)
    : library_(std::move(library)), dialect_(dialect),
      server_([this](const received_request& request) { return handle(request); }) {}

void fake_subsonic::change(const std::function<void(fake_library&)>& edit) {
    const std::scoped_lock lock(mutex_);
    edit(library_);
}

int fake_subsonic::calls(const std::string& method) const {
    int count = 0;
    for (const auto& request : server_.requests())
        count += method_of(request.path) == method;
    return count;
}

scripted_response fake_subsonic::handle(const received_request& request) {
    const auto method = method_of(request.path);
    scripted_response right;
    right.headers = {{"Content-Type", "application/json"}};
    {
        const std::scoped_lock lock(mutex_);
        right.body = answer(method, request);
    }
    if (right.body.empty()) {
        right.status = 404;
        right.body = subsonic_error_body(0, "Unknown method");
    }
    if (const auto breaches = contract_.breaches(request); !breaches.empty()) {
        right.status = 400;
        right.body = "a breach of the contract: " + breaches.front();
    }

    return faults_.applied(method, request, std::move(right));
}

std::string fake_subsonic::answer(const std::string& method, const received_request& request) const {
    if (const int code = refusal(request)) return subsonic_error_body(code, "Log-in refused for " + request.query_text);
    const speller spell(dialect_, library_.doings);
    if (method == "ping") return ping_body(dialect_);
    if (method == "getArtists") return artists_body(library_, spell);
    if (method == "getAlbumList2") return albums_body(library_, dialect_, spell, request);
    if (method == "getAlbum") return album_body(library_, spell, parameter(request, "id"));
    if (method == "getPlaylists") return playlists_body(library_, spell);
    if (method == "getPlaylist") return playlist_body(library_, spell, parameter(request, "id"));
    if (method == "getStarred2") return starred_body(library_, spell);
    return {};
}

// The code of the error that the log-in deserves, 0 for none.
int fake_subsonic::refusal(const received_request& request) const {
    for (const auto* name : {"u", "v", "c"})
        if (parameter(request, name).empty()) return 10;
    if (parameter(request, "f") != "json" || parameter(request, "u") != k_user) return 40;

    if (const auto password = parameter(request, "p"); !password.empty())
        return password == "enc:" + hex_of(k_password) ? 0 : 40;
    if (!dialect_.tokens) return dialect_.token_error;
    const auto salt = parameter(request, "s");
    return salt.size() >= 6 && parameter(request, "t") == md5(k_password + salt) ? 0 : 40;
}

} // namespace suasor::testing
