#include "plugin/media_servers/source_factory.hpp"

#include "support/fake_servers/http_server.hpp"
#include "test_settings.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace media_sync {
namespace {

using suasor::testing::http_server;
using suasor::testing::received_request;
using suasor::testing::scripted_response;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a real supysonic 0.7.2 answered.
std::string sample(const std::string& name) {
    std::ifstream file(std::string(SUASOR_SUBSONIC_SAMPLES) + "/" + name + ".json");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

boost::json::value content(const std::string& name) {
    return boost::json::parse(sample(name)).at("subsonic-response");
}

// Every recording of the samples has other ids.
std::string compilation_id() {
    const auto sampled = content("getAlbum_compilation");
    return std::string(sampled.at("album").at("id").as_string());
}

std::string full_playlist_id() {
    const auto sampled = content("getPlaylist_with_duplicate");
    return std::string(sampled.at("playlist").at("id").as_string());
}

class SubsonicSamples : public ::testing::Test {
  protected:
    std::unique_ptr<media_source> open() {
        const auto config = R"({"details": {"core": {"baseURL": ")" + server_.base_url() +
                            R"("}}, "username": "admin", "password": "secret&1"})";
        return create_source_factory(impatient())->open({7, 1, "subsonic", "Home", true, config});
    }

    static scripted_response answer(const received_request& request) {
        const auto& query = request.query;
        scripted_response response;
        if (!query.contains("p"))
            response.body = sample("error_token_not_supported");
        else if (request.path.ends_with("getArtists.view"))
            response.body = sample("getArtists");
        else if (request.path.ends_with("getAlbumList2.view"))
            response.body = sample(query.at("offset") == "0" ? "getAlbumList2" : "getAlbumList2_past_the_end");
        else if (request.path.ends_with("getAlbum.view"))
            response.body = sample(query.at("id") == compilation_id() ? "getAlbum_compilation" : "error_not_found");
        else if (request.path.ends_with("getPlaylists.view"))
            response.body = sample("getPlaylists");
        else if (request.path.ends_with("getPlaylist.view"))
            response.body =
                sample(query.at("id") == full_playlist_id() ? "getPlaylist_with_duplicate" : "getPlaylist_empty");
        else if (request.path.ends_with("getStarred2.view"))
            response.body = sample("getStarred2");
        return response;
    }

    http_server server_{&SubsonicSamples::answer};
};

TEST_F(SubsonicSamples, HoldArtistsAlbumsAndTracks) {
    const auto source = open();

    const auto artists = sweep(*source, item_type::artist);
    EXPECT_THAT(artists.failures, IsEmpty());
    ASSERT_FALSE(artists.items.empty());
    const auto first = content("getArtists").at("artists").at("index").at(0).at("artist").at(0);
    EXPECT_EQ(artists.items[0].source_id, std::string(first.at("id").as_string()));
    EXPECT_EQ(artists.items[0].details.title, std::string(first.at("name").as_string()));
    EXPECT_EQ(std::get<artist_facts>(artists.items[0].facts).album_count, first.at("albumCount").to_number<int>());
    EXPECT_EQ(artists.items[1].details.title, "100%25 Encoded");

    const auto albums = sweep(*source, item_type::album);
    EXPECT_THAT(albums.failures, IsEmpty());
    ASSERT_FALSE(albums.items.empty());
    EXPECT_EQ(albums.items[0].details.title, "9\" Nails (Deluxe Edition)");
    EXPECT_EQ(albums.items[0].details.release_year, 1977);
    EXPECT_EQ(albums.items[1].details.release_year, std::nullopt);
    EXPECT_EQ(std::get<album_facts>(albums.items[0].facts).artist_name, "João Brontë");

    const auto sampled = content("getAlbum_compilation").at("album").at("song");
    const auto tracks = sweep(*source, item_type::track);
    ASSERT_EQ(tracks.items.size(), sampled.as_array().size());
    const auto& facts = std::get<track_facts>(tracks.items[0].facts);
    EXPECT_EQ(tracks.items[0].details.title, std::string(sampled.at(0).at("title").as_string()));
    EXPECT_EQ(facts.artist_name, std::string(sampled.at(0).at("artist").as_string()));
    EXPECT_EQ(facts.album_source_id, compilation_id());
    EXPECT_EQ(facts.track_number, 1);
    ASSERT_FALSE(tracks.failures.empty());
    EXPECT_THAT(tracks.failures[0].error, HasSubstr("Album not found"));
}

TEST_F(SubsonicSamples, HoldPlaylistsAndWhatIsStarred) {
    const auto source = open();

    const auto playlists = sweep(*source, item_type::playlist);
    EXPECT_THAT(playlists.failures, IsEmpty());
    ASSERT_EQ(playlists.items.size(), 2u);
    EXPECT_EQ(playlists.items[0].details.title, "empty");
    EXPECT_THAT(std::get<playlist_facts>(playlists.items[0].facts).entries, IsEmpty());
    EXPECT_EQ(playlists.items[1].details.title, "Été & hiver");
    const auto& playlist = std::get<playlist_facts>(playlists.items[1].facts);
    EXPECT_EQ(playlist.owner_name, "admin");
    EXPECT_FALSE(playlist.is_public);
    ASSERT_EQ(playlist.entries.size(), 4u);
    EXPECT_EQ(playlist.entries[0].title, "Interlude");
    EXPECT_EQ(playlist.entries[1].title, "Walking 50/50");
    EXPECT_EQ(playlist.entries[2].source_id, playlist.entries[0].source_id);

    const auto starred = sweep(*source, listing::favorites());
    std::vector<std::string> titles;
    for (const auto& state : starred.states) {
        EXPECT_EQ(state.is_favorite, true);
        titles.push_back(std::string(to_string(state.type)) + ' ' + state.title);
    }
    EXPECT_THAT(titles, ElementsAre("artist João Brontë", "album 9\" Nails (Deluxe Edition)", "track Interlude",
                                    "track Walking 50/50"));
}

} // namespace
} // namespace media_sync
