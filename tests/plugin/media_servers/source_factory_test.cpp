#include "plugin/media_servers/source_factory.hpp"

#include "test_settings.hpp"

#include <gmock/gmock.h>

namespace media_sync {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

client_record client(std::string type) {
    return {
        7,
        1,
        std::move(type),
        "Home",
        true,
        R"({"details": {"core": {"baseURL": "http://127.0.0.1:1"}}, "username": "ann", "password": "pw", "token": "tk"})"};
}

TEST(SourceFactory, OpensASubsonicServerWithoutTalkingToIt) {
    const auto source = create_source_factory()->open(client("subsonic"));

    const auto music = ElementsAre(item_type::artist, item_type::album, item_type::track);
    EXPECT_THAT(source->listings_of(sync_type::music), music);
    EXPECT_THAT(source->listings_of(sync_type::playlists), ElementsAre(item_type::playlist));
    EXPECT_THAT(source->listings_of(sync_type::history), ElementsAre(listing::history()));
    EXPECT_THAT(source->listings_of(sync_type::favorites), ElementsAre(listing::favorites()));
    for (const auto type : {sync_type::movies, sync_type::series, sync_type::collections})
        EXPECT_THAT(source->listings_of(type), IsEmpty());
}

TEST(SourceFactory, OpensJellyfinAndEmbyServersWithoutTalkingToThem) {
    for (const auto* type : {"jellyfin", "emby"}) {
        auto record = client(type);
        record.config = R"({"details": {"core": {"baseURL": "http://127.0.0.1:1"}, "apiKey": "k"}, "username": "ann"})";

        const auto source = create_source_factory()->open(record);

        EXPECT_THAT(source->listings_of(sync_type::movies), ElementsAre(item_type::movie)) << type;
    }
}

TEST(SourceFactory, OpensAPlexServerWithoutTalkingToIt) {
    const auto source = create_source_factory()->open(client("plex"));

    EXPECT_THAT(source->listings_of(sync_type::movies), ElementsAre(item_type::movie));
    EXPECT_THAT(source->listings_of(sync_type::series),
                ElementsAre(item_type::series, item_type::season, item_type::episode));
    EXPECT_THAT(source->listings_of(sync_type::music),
                ElementsAre(item_type::artist, item_type::album, item_type::track));
    EXPECT_THAT(source->listings_of(sync_type::playlists), ElementsAre(item_type::playlist));
    EXPECT_THAT(source->listings_of(sync_type::collections), ElementsAre(item_type::collection));
    EXPECT_THAT(source->listings_of(sync_type::history), ElementsAre(listing::history()));
    EXPECT_THAT(source->listings_of(sync_type::favorites), IsEmpty());
}

TEST(SourceFactory, RefusesWhatIsNoMediaServer) {
    EXPECT_THAT(
        source_error_of([] { create_source_factory()->open(client("sonarr")); }),
        AllOf(HasSubstr("sonarr"), HasSubstr("none that can be synced"), HasSubstr("emby, jellyfin, plex, subsonic")));
}

} // namespace
} // namespace media_sync
