#include "base_item_servers.hpp"

namespace media_sync {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const manual_cancel k_never;

library_size some_movies() {
    library_size size;
    size.movies = 450;
    return size;
}

int requests_with_totals(const fake_jellyfin& server) {
    int count = 0;
    for (const auto& request : server.http().requests())
        count += request.query.contains("enableTotalRecordCount") ? 0 : 1;
    return count;
}

TEST(JellyfinSource, HasTheServerCountOncePerListing) {
    const fake_jellyfin server(generated_library::of(some_movies()));
    const auto source = open_source(server);

    source->count(item_type::movie, k_never);
    sweep(*source, item_type::movie);
    EXPECT_EQ(requests_with_totals(server), 1);

    sweep(*open_source(server), item_type::movie);
    EXPECT_EQ(requests_with_totals(server), 2) << "without a count before it the first page brings the total";
}

TEST(JellyfinSource, AuthenticatesTheWayThatEveryVersionTakes) {
    const fake_jellyfin server(generated_library{});

    open_source(server)->count(item_type::movie, k_never);

    const auto request = server.http().requests().front();
    EXPECT_EQ(request.headers.at("authorization"), std::string("MediaBrowser Token=\"") + fake_jellyfin::k_key + '"');
    EXPECT_EQ(request.query.at("userId"), fake_jellyfin::k_user_id);
}

TEST(JellyfinSource, TellsApartWhoseIdsProvidersGive) {
    library_size size;
    size.artists = 2;
    fake_jellyfin server(generated_library::of(size));
    server.inject({"Items", -1, {}, false, [](std::string& body) {
                       for (auto at = body.find("\"ProviderIds\":{"); at != std::string::npos;
                            at = body.find("\"ProviderIds\":{", at + 1))
                           body.insert(at + 15, R"("AudioDbArtist":"9","MusicBrainzReleaseGroup":"g","Deezer":"77",)"
                                                R"("Imdb":null,"Tmdb":{},"Official Website":"https://a.example/",)");
                   }});

    const auto albums = sweep(*open_source(server), item_type::album).items;

    ASSERT_FALSE(albums.empty());
    for (const auto& album : albums)
        for (const auto& id : album.details.external_ids)
            EXPECT_TRUE(id.source == "deezer" || id.source == "musicbrainz") << id.source;
}

TEST(JellyfinSource, SaysWhatItWasGivenInPlaceOfUserData) {
    fake_jellyfin server(generated_library::of(some_movies()));
    server.inject({"Items", -1, {}, false, [](std::string& body) {
                       for (auto at = body.find("\"UserData\""); at != std::string::npos;
                            at = body.find("\"UserData\""))
                           body.replace(at, 10, "\"NoData\"");
                   }});

    const auto page = sweep(*open_source(server), listing::favorites());

    EXPECT_THAT(page.states, IsEmpty());
    ASSERT_FALSE(page.failures.empty());
    EXPECT_THAT(page.failures[0].error, HasSubstr("userID"));
}

} // namespace
} // namespace media_sync
