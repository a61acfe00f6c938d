#include "base_item_servers.hpp"

namespace media_sync {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const manual_cancel k_never;

TEST(EmbySource, KeepsThePrefixOfTheAddress) {
    library_size size;
    size.movies = 3;
    size.playlists = 1;
    const fake_emby server(generated_library::of(size));

    sweep(*open_source(server), item_type::playlist);

    for (const auto& request : server.http().requests())
        EXPECT_THAT(request.path, StartsWith("/emby/"));
}

TEST(EmbySource, SendsItsOwnHeader) {
    const fake_emby server(generated_library{});

    open_source(server)->count(item_type::movie, k_never);

    const auto request = server.http().requests().front();
    EXPECT_EQ(request.headers.at("x-emby-token"), fake_emby::k_key);
    EXPECT_FALSE(request.headers.contains("authorization"));
}

TEST(EmbySource, IsNotToldThatAJellyfinServerWereOne) {
    const fake_jellyfin server(generated_library{});
    const auto source = create_source_factory(impatient())
                            ->open({7, 1, "emby", "Home", true, config_of(server, known_user<fake_jellyfin>())});

    EXPECT_THAT(source_error_of([&] { source->count(item_type::movie, k_never); }),
                AllOf(HasSubstr("Emby server \"Home\""), HasSubstr("HTTP 40")));
}

TEST(EmbySource, ReadsIdsThatAreNumbers) {
    library_size size;
    size.movies = 3;
    fake_emby server(generated_library::of(size));
    server.inject({"Items", -1, {}, false, [](std::string& body) {
                       if (const auto at = body.find("\"Id\":\"2\""); at != std::string::npos)
                           body.replace(at, 8, "\"Id\":9007199254740993");
                   }});

    EXPECT_EQ(sweep(*open_source(server), item_type::movie).items.at(1).source_id, "9007199254740993");
}

} // namespace
} // namespace media_sync
