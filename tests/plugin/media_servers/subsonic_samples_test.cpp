#include "plugin/media_servers/source_factory.hpp"

#include "support/fake_servers/http_server.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace media_sync {
namespace {

using suasor::testing::http_server;
using suasor::testing::received_request;
using suasor::testing::scripted_response;
using testing::HasSubstr;
using testing::IsEmpty;

// What a real supysonic 0.7.2 answered.
std::string sample(const std::string& name) {
    std::ifstream file(std::string(SUASOR_SUBSONIC_SAMPLES) + "/" + name + ".json");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

class SubsonicSamples : public testing::Test {
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
            response.body = sample(query.at("id") == "2b4d530f-791a-40cf-a45d-9937d260f3c1" ? "getAlbum_compilation"
                                                                                            : "error_not_found");
        return response;
    }

    http_server server_{&SubsonicSamples::answer};
};

TEST_F(SubsonicSamples, HoldArtistsAlbumsAndTracks) {
    const auto source = open();

    const auto artists = sweep(*source, item_type::artist);
    EXPECT_THAT(artists.failures, IsEmpty());
    ASSERT_FALSE(artists.items.empty());
    EXPECT_EQ(artists.items[0].source_id, "91ef82ac-4508-4037-9d6d-516d8345adaf");
    EXPECT_EQ(artists.items[0].details.title, "0");
    EXPECT_EQ(std::get<artist_facts>(artists.items[0].facts).album_count, 4);
    EXPECT_EQ(artists.items[1].details.title, "100%25 Encoded");

    const auto albums = sweep(*source, item_type::album);
    EXPECT_THAT(albums.failures, IsEmpty());
    ASSERT_FALSE(albums.items.empty());
    EXPECT_EQ(albums.items[0].details.title, "9\" Nails (Deluxe Edition)");
    EXPECT_EQ(albums.items[0].details.release_year, 1977);
    EXPECT_EQ(albums.items[1].details.release_year, std::nullopt);
    EXPECT_EQ(std::get<album_facts>(albums.items[0].facts).artist_name, "João Brontë");

    const auto tracks = sweep(*source, item_type::track);
    ASSERT_EQ(tracks.items.size(), 9u);
    const auto& facts = std::get<track_facts>(tracks.items[0].facts);
    EXPECT_EQ(tracks.items[0].details.title, "夜の道 Alone");
    EXPECT_EQ(facts.artist_name, "João Eriksen");
    EXPECT_EQ(facts.album_source_id, "2b4d530f-791a-40cf-a45d-9937d260f3c1");
    EXPECT_EQ(facts.track_number, 1);
    ASSERT_FALSE(tracks.failures.empty());
    EXPECT_THAT(tracks.failures[0].error, HasSubstr("Album not found"));
}

} // namespace
} // namespace media_sync
