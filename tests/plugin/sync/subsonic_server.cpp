#include "subsonic_server.hpp"

#include "generated_server.hpp"
#include "support/fake_servers/fake_subsonic.hpp"

#include <boost/json.hpp>

namespace media_sync::test {

namespace {

namespace json = boost::json;
using suasor::testing::fake_album;
using suasor::testing::fake_artist;
using suasor::testing::fake_library;
using suasor::testing::fake_playlist;
using suasor::testing::fake_subsonic;
using suasor::testing::fake_track;

constexpr auto k_created = "2026-11-24T00:17:34Z";

fake_library music_of(library_scale scale, sync_type about) {
    constexpr int large = k_large;
    const auto made_of = [](int artists, int albums, int tracks, int lists, int songs) {
        auto library = fake_library::of_size(artists, albums, tracks);
        library.add_doings(lists, songs);
        return library;
    };
    if (scale == library_scale::small || scale == library_scale::small_pages) return made_of(3, 2, 4, 3, 6);
    if (scale == library_scale::three_pages) return made_of(110, 10, 3, 120, 6);
    if (about == sync_type::playlists) return made_of(2, 2, 5, large, 2);

    auto library = made_of(500, 5, 10, 300, 5);
    if (about != sync_type::history && about != sync_type::favorites) return library;
    for (const auto* track : library.tracks()) {
        library.doings.plays[track->id] = 3;
        library.doings.starred.insert(track->id);
    }
    return library;
}

suasor::testing::subsonic_dialect dialect_of(library_scale scale) {
    suasor::testing::subsonic_dialect dialect;
    dialect.open_subsonic = scale != library_scale::small;
    if (scale == library_scale::small_pages) dialect.largest_page = 2;
    return dialect;
}

class subsonic_server final : public synced_server {
  public:
    subsonic_server(fake_library library, suasor::testing::subsonic_dialect dialect)
        : open_(dialect.open_subsonic), server_(std::move(library), dialect) {}

    std::string type() const override { return "subsonic"; }
    std::string config() const override {
        return json::serialize(
            json::object{{"details", {{"core", {{"baseURL", server_.base_url()}, {"type", "subsonic"}}}}},
                         {"username", fake_subsonic::k_user},
                         {"password", fake_subsonic::k_password}});
    }
    std::vector<std::string> secrets() const override {
        // The password, as it is and as a URL has it, and what is made of it for a request.
        std::string hex;
        for (const unsigned char c : std::string(fake_subsonic::k_password)) {
            constexpr auto digits = "0123456789abcdef";
            hex += digits[c >> 4];
            hex += digits[c & 15];
        }
        std::vector<std::string> secrets{fake_subsonic::k_password, "pass%20word", hex};
        for (const auto& request : server_.http().requests())
            for (const auto* name : {"t", "s"})
                if (const auto found = request.query.find(name); found != request.query.end())
                    secrets.push_back(found->first + '=' + found->second);
        return secrets;
    }

    row_map items(std::uint64_t client, std::uint64_t owner) const override {
        row_map rows;
        const auto add = [&](const char* type, const std::string& id, json::object data, bool is_list = false) {
            const auto details = (is_list ? data.at("list") : data).at("details").as_object();
            const auto* year = details.if_contains("releaseYear");
            const auto* released = details.if_contains("releaseDate");
            const auto* ids = details.if_contains("externalIDs");
            json::object row{{"type", type},
                             {"title", details.at("title")},
                             {"year", year ? *year : json::value()},
                             {"released", released ? *released : json::value()},
                             {"externalIDs", ids ? *ids : json::value()},
                             {"syncClients", json::array{{{"clientID", client},
                                                          {"clientType", "subsonic"},
                                                          {"itemID", id},
                                                          {"lastSynced", "then"},
                                                          {"syncStatus", "success"}}}},
                             {"owner", is_list ? owner : 0},
                             {"public", is_list ? 0 : 1}};
            row["data"] = std::move(data);
            rows.emplace(item_name(type, id), normalized(std::move(row)));
        };

        const auto& library = server_.library();
        for (const auto& artist : library.artists)
            add("artist", artist.id, data_of(artist));
        for (const auto& album : library.albums) {
            add("album", album.id, data_of(album));
            for (const auto& track : album.tracks)
                add("track", track.id, data_of(track, album));
        }
        for (const auto& playlist : library.playlists)
            add("playlist", playlist.id, data_of(playlist, client, owner), true);
        return rows;
    }

    row_map states(bool history, bool favorites) const override {
        row_map rows;
        const auto add = [&](const char* type, const std::string& id, int seconds, bool album_played) {
            const auto& doings = server_.library().doings;
            const auto plays = doings.plays.contains(id) ? doings.plays.at(id) : 0;
            const auto stars = doings.stars.contains(id) ? doings.stars.at(id) : 0;
            // Servers list the albums of which a song was played.
            const bool in_history = history && album_played && (plays > 0 || stars > 0);
            const bool in_favorites = favorites && doings.starred.contains(id);
            if (!in_history && !in_favorites) return;
            const bool played = in_history && plays > 0;
            const auto last =
                played ? json::value("2026-11-2" + std::to_string(plays % 10) + "T10:00:00.500Z") : json::value();
            rows.emplace(item_name(type, id), normalized(json::object{{"type", type},
                                                                      {"firstPlayed", last},
                                                                      {"lastPlayed", last},
                                                                      {"favorite", in_favorites ? 1 : 0},
                                                                      {"disliked", 0},
                                                                      {"rating", 2 * stars},
                                                                      {"watchlist", 0},
                                                                      {"percentage", 0},
                                                                      {"plays", played ? plays : 0},
                                                                      {"position", 0},
                                                                      {"duration", played ? seconds : 0},
                                                                      {"completed", played ? 1 : 0}}));
        };
        const auto& library = server_.library();
        for (const auto& artist : library.artists)
            add("artist", artist.id, 0, false);
        for (const auto& album : library.albums) {
            add("album", album.id, 0, false);
            const bool played = std::ranges::any_of(
                album.tracks, [&](const fake_track& track) { return library.doings.plays.contains(track.id); });
            for (const auto& track : album.tracks)
                add("track", track.id, track.seconds, played);
        }
        return rows;
    }

    void change_items() override {
        server_.change([](fake_library& library) {
            auto gone = library.artists.back().id;
            library.artists.pop_back();
            std::set<std::string> songs;
            for (const auto& album : library.albums)
                if (album.artist_id == gone)
                    for (const auto& track : album.tracks)
                        songs.insert(track.id);
            std::erase_if(library.albums, [&](const fake_album& album) { return album.artist_id == gone; });
            library.playlists.pop_back();
            for (auto& playlist : library.playlists)
                std::erase_if(playlist.songs, [&](const std::string& song) { return songs.contains(song); });

            library.artists.push_back({"900001", "New artist", 1});
            fake_album album{"900002", "New album", "900001", "New artist", 2001, "New", {}};
            album.tracks.push_back({"900003", "New track", 1, 1, 61});
            library.albums.push_back(std::move(album));
            library.playlists.push_back({"pl-new", "New playlist", "", true, {"900003", "900003"}});

            library.albums.front().name += " \"again\"";
            library.albums.front().tracks.front().title += " \"again\"";
            library.artists.at(1).name += " \"again\"";
            auto& songs_in_order = library.playlists.front().songs;
            std::rotate(songs_in_order.begin(), songs_in_order.begin() + 1, songs_in_order.end());
        });
    }

    void change_states() override {
        server_.change([](fake_library& library) {
            auto& doings = library.doings;
            const auto songs = library.tracks();
            const auto fresh = std::ranges::find_if(songs, [&](const fake_track* song) {
                return !doings.plays.contains(song->id) && !doings.stars.contains(song->id) &&
                       !doings.starred.contains(song->id);
            });
            doings.plays.begin()->second += 10; // the same last digit is the same day
            doings.starred.erase(doings.starred.begin());
            doings.plays[(*fresh)->id] = 1;
            doings.starred.insert((*fresh)->id);
        });
    }

    void inject(suasor::testing::server_fault fault) override { server_.inject(std::move(fault)); }
    void heal() override { server_.heal(); }
    std::string operation_of(const std::string& item_type) const override {
        return item_type == "artist"     ? "getArtists"
               : item_type == "playlist" ? "getPlaylists"
               : item_type == "track"    ? "getAlbum"
                                         : "getAlbumList2";
    }
    int calls(const std::string& operation) const override { return server_.calls(operation); }
    int requests() const override { return static_cast<int>(server_.http().requests().size()); }

  private:
    json::object details_of(const std::string& id, const std::string& title, const std::string& cover) const {
        json::object details{{"title", title}};
        if (!open_) return details;
        if (!cover.empty())
            details["artwork"] = {{"poster", server_.base_url() + "/rest/getCoverArt.view?id=" + cover + id}};
        details["externalIDs"] = json::array{{{"source", "musicbrainz"}, {"id", "mb-" + id}}};
        return details;
    }

    json::object data_of(const fake_artist& artist) const {
        json::object data{{"details", details_of(artist.id, artist.name, "ar-")}, {"albumCount", artist.album_count}};
        std::vector<const fake_album*> albums;
        for (const auto& album : server_.library().albums)
            if (album.artist_id == artist.id) albums.push_back(&album);
        std::ranges::stable_sort(albums, {}, [this](const fake_album* album) {
            constexpr int unknown = 10'000; // comes last
            const int year = album->year == 0 && open_ ? 1999 : album->year;
            return std::pair(year == 0 ? unknown : year, album->name);
        });
        json::array entries;
        for (const auto* album : albums) {
            json::array tracks;
            for (const auto& track : album->tracks)
                tracks.push_back(json::value(track.id));
            entries.push_back({{"albumID", album->id}, {"albumName", album->name}, {"trackIDs", std::move(tracks)}});
        }
        put(data, "albums", std::move(entries));
        return data;
    }

    json::object data_of(const fake_album& album) const {
        auto details = details_of(album.id, album.name, "al-");
        std::int64_t seconds = 0;
        for (const auto& track : album.tracks)
            seconds += track.seconds;
        details["durationSeconds"] = seconds;
        details["addedAt"] = k_created;
        json::array genres;
        if (open_) {
            details["releaseDate"] = "1999-12-31T00:00:00Z";
            details["releaseYear"] = 1999; // unless the server names another
            details["studio"] = "Label";
            genres.push_back("Second");
        }
        if (album.year != 0) details["releaseYear"] = album.year;
        if (!album.genre.empty()) genres.push_back(json::value(album.genre));
        put(details, "genres", std::move(genres));
        json::array tracks;
        for (const auto& track : album.tracks)
            tracks.push_back({{"number", track.number}, {"title", track.title}, {"trackID", track.id}});
        return {{"details", std::move(details)},
                {"artistID", album.artist_id},
                {"artistName", album.artist},
                {"trackCount", album.tracks.size()},
                {"tracks", std::move(tracks)}};
    }

    json::object data_of(const fake_track& track, const fake_album& album) const {
        auto details = details_of(track.id, track.title, "");
        details["durationSeconds"] = track.seconds;
        details["addedAt"] = k_created;
        if (album.year != 0) details["releaseYear"] = album.year;
        if (!album.genre.empty()) details["genres"] = json::array{json::value(album.genre)};
        json::object data{{"details", std::move(details)}, {"albumID", album.id},         {"artistID", album.artist_id},
                          {"albumName", album.name},       {"albumTitle", album.name},    {"artistName", album.artist},
                          {"duration", track.seconds},     {"trackNumber", track.number}, {"discNumber", track.disc}};
        if (open_) data["composer"] = "Composer";
        return data;
    }

    static json::object data_of(const fake_playlist& playlist, std::uint64_t client, std::uint64_t owner) {
        json::object details{{"title", playlist.name},
                             {"addedAt", "2026-11-24T00:19:49Z"},
                             {"updatedAt", "2026-11-25T00:19:49Z"},
                             {"durationSeconds", 60}};
        put(details, "description", json::value(playlist.comment));
        json::array entries;
        for (const auto& song : playlist.songs)
            entries.push_back({{"itemID", song},
                               {"type", "track"},
                               {"position", static_cast<std::int64_t>(entries.size())},
                               {"lastChanged", "0001-01-01T00:00:00Z"}});
        const auto count = static_cast<std::int64_t>(entries.size());
        return {{"list",
                 {{"details", std::move(details)},
                  {"items", std::move(entries)},
                  {"itemCount", count},
                  {"ownerId", owner},
                  {"originClientId", client},
                  {"isPublic", playlist.is_public},
                  {"sharedWith", json::array{}},
                  {"lastSynced", "0001-01-01T00:00:00Z"},
                  {"lastModified", "2026-11-25T00:19:49Z"},
                  {"modifiedBy", 0},
                  {"isSmart", false},
                  {"smartCriteria", json::object{}},
                  {"autoUpdateTime", "0001-01-01T00:00:00Z"}}}};
    }

    const bool open_;
    fake_subsonic server_;
};

} // namespace

std::unique_ptr<synced_server> create_subsonic_server(library_scale scale, sync_type about) {
    return std::make_unique<subsonic_server>(music_of(scale, about), dialect_of(scale));
}

std::unique_ptr<synced_server> create_subsonic_server(int items, std::size_t largest_page, std::uint32_t seed) {
    constexpr int albums = 5, tracks = 5;
    auto library = fake_library::of_size(items / (1 + albums + albums * tracks), albums, tracks, seed);
    library.add_doings(items / 200, 5);
    suasor::testing::subsonic_dialect dialect;
    dialect.open_subsonic = true;
    dialect.largest_page = static_cast<int>(largest_page);
    return std::make_unique<subsonic_server>(std::move(library), dialect);
}

} // namespace media_sync::test
