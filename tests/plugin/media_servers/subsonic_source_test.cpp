#include "plugin/media_servers/source_factory.hpp"

#include "support/fake_servers/fake_subsonic.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

#include <set>

namespace media_sync {
namespace {

using suasor::testing::fake_library;
using suasor::testing::fake_subsonic;
using suasor::testing::subsonic_dialect;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const manual_cancel k_never;

std::unique_ptr<media_source> open(const fake_subsonic& server) {
    const auto config = R"({"details": {"core": {"baseURL": ")" + server.base_url() + R"("}}, "username": ")" +
                        fake_subsonic::k_user + R"(", "password": ")" + fake_subsonic::k_password + R"("})";
    return create_source_factory(impatient())->open({7, 1, "subsonic", "Home", true, config});
}

std::vector<std::string> ids(const media_page& page) {
    std::vector<std::string> ids;
    for (const auto& item : page.items)
        ids.push_back(item.source_id);
    return ids;
}

// Compares everything that the source gives with everything that the library has.
void expect_whole_library(media_source& source, const fake_library& library) {
    const auto artists = sweep(source, item_type::artist);
    const auto albums = sweep(source, item_type::album);
    const auto tracks = sweep(source, item_type::track);
    EXPECT_THAT(artists.failures, IsEmpty());
    EXPECT_THAT(albums.failures, IsEmpty());
    EXPECT_THAT(tracks.failures, IsEmpty());

    ASSERT_EQ(artists.items.size(), library.artists.size());
    for (std::size_t i = 0; i < library.artists.size(); ++i) {
        EXPECT_EQ(artists.items[i].source_id, library.artists[i].id);
        EXPECT_EQ(artists.items[i].details.title, library.artists[i].name);
        EXPECT_EQ(std::get<artist_facts>(artists.items[i].facts).album_count, library.artists[i].album_count);
    }

    ASSERT_EQ(albums.items.size(), library.albums.size());
    std::size_t next_track = 0;
    ASSERT_EQ(tracks.items.size(), library.track_count());
    for (std::size_t i = 0; i < library.albums.size(); ++i) {
        const auto& expected = library.albums[i];
        const auto year = expected.year == 0 ? std::nullopt : std::optional(expected.year);
        const auto& album = albums.items[i];
        EXPECT_EQ(album.source_id, expected.id);
        EXPECT_EQ(album.details.title, expected.name);
        EXPECT_EQ(album.details.release_year, year);
        EXPECT_EQ(album.details.genres.empty(), expected.genre.empty());
        const auto& facts = std::get<album_facts>(album.facts);
        EXPECT_EQ(facts.artist_source_id, expected.artist_id);
        EXPECT_EQ(facts.artist_name, expected.artist);
        EXPECT_EQ(facts.track_count, static_cast<int>(expected.tracks.size()));

        for (const auto& expected_track : expected.tracks) {
            const auto& track = tracks.items[next_track++];
            EXPECT_EQ(track.source_id, expected_track.id);
            EXPECT_EQ(track.details.title, expected_track.title);
            EXPECT_EQ(track.details.duration_seconds, expected_track.seconds);
            EXPECT_EQ(track.details.release_year, year);
            const auto& track_of = std::get<track_facts>(track.facts);
            EXPECT_EQ(track_of.album_source_id, expected.id);
            EXPECT_EQ(track_of.album_name, expected.name);
            EXPECT_EQ(track_of.artist_source_id, expected.artist_id);
            EXPECT_EQ(track_of.track_number, expected_track.number);
            EXPECT_EQ(track_of.disc_number, expected_track.disc);
        }
    }
}

TEST(SubsonicSource, DeliversTheWholeLibrary) {
    const fake_subsonic server(fake_library::of_size(30, 3, 12));

    const auto source = open(server);

    expect_whole_library(*source, server.library());
    EXPECT_EQ(source->count(item_type::artist, k_never)->value, 30);
    EXPECT_EQ(source->count(item_type::album, k_never)->value, 90);
    EXPECT_EQ(source->count(item_type::track, k_never)->value, 90 * 12);
    EXPECT_TRUE(source->count(item_type::track, k_never)->estimate);
    for (const auto type : {item_type::artist, item_type::album, item_type::track})
        EXPECT_TRUE(source->count(type, k_never)->proves_whole);
    EXPECT_FALSE(source->count(listing::history(), k_never)->proves_whole);
    EXPECT_FALSE(source->count(item_type::movie, k_never));
}

TEST(SubsonicSource, WalksOverManyPages) {
    const fake_subsonic server(fake_library::of_size(1201, 1, 1));

    expect_whole_library(*open(server), server.library());
}

TEST(SubsonicSource, ReadsTwentyFiveThousandTracks) {
    const fake_subsonic server(fake_library::of_size(50, 10, 50));

    expect_whole_library(*open(server), server.library());
}

TEST(SubsonicSource, UnderstandsEveryDialect) {
    const auto library = fake_library::of_size(7, 1, 1);
    for (int variant = 0; variant < 7; ++variant) {
        SCOPED_TRACE(variant);
        subsonic_dialect dialect;
        dialect.empty_lists_as_objects = variant != 0;
        dialect.single_as_object = variant == 1;
        dialect.numbers_as_text = variant == 2;
        dialect.numeric_ids = variant == 3;
        dialect.open_subsonic = variant == 4;
        dialect.overlap_pages = variant == 5;
        dialect.largest_page = variant == 6 ? 2 : 500;
        const fake_subsonic server(library, dialect);
        expect_whole_library(*open(server), library);
    }
}

TEST(SubsonicSource, DeliversAnAlbumOnceThoughPagesOverlap) {
    subsonic_dialect dialect;
    dialect.overlap_pages = true;
    dialect.largest_page = 10;
    const fake_subsonic server(fake_library::of_size(35, 1, 2), dialect);

    expect_whole_library(*open(server), server.library());
}

TEST(SubsonicSource, FindsAnEmptyLibraryEmpty) {
    const fake_subsonic server(fake_library{});
    const auto source = open(server);

    for (const auto type : {item_type::artist, item_type::album, item_type::track}) {
        EXPECT_EQ(source->count(type, k_never)->value, 0);
        EXPECT_THAT(sweep(*source, type).items, IsEmpty());
    }
}

TEST(SubsonicSource, TakesOverWhatOpenSubsonicAdds) {
    subsonic_dialect dialect;
    dialect.open_subsonic = true;
    auto library = fake_library::of_size(1, 1, 1);
    library.albums[0].genre = "First";
    const fake_subsonic server(library, dialect);
    const auto source = open(server);

    const auto artist = sweep(*source, item_type::artist).items.at(0);
    const auto album = sweep(*source, item_type::album).items.at(0);
    const auto track = sweep(*source, item_type::track).items.at(0);

    EXPECT_THAT(artist.details.external_ids, ElementsAre(external_id{"musicbrainz", "mb-" + artist.source_id}));
    EXPECT_THAT(album.details.external_ids, ElementsAre(external_id{"musicbrainz", "mb-" + album.source_id}));
    EXPECT_THAT(track.details.external_ids, ElementsAre(external_id{"musicbrainz", "mb-" + track.source_id}));
    EXPECT_THAT(album.details.genres, ElementsAre("Second", "First"));
    EXPECT_EQ(album.details.release_date, std::chrono::sys_days{std::chrono::year{1999} / 12 / 31});
    EXPECT_EQ(album.details.studio, "Label");
    EXPECT_EQ(album.details.added_at, std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} +
                                          std::chrono::minutes(17) + std::chrono::seconds(34));
    EXPECT_EQ(album.details.artwork.poster, server.base_url() + "/rest/getCoverArt.view?id=al-" + album.source_id);
    EXPECT_EQ(std::get<track_facts>(track.facts).composer, "Composer");
}

TEST(SubsonicSource, GoesOnFromACursorInAnotherProcess) {
    const fake_subsonic server(fake_library::of_size(1100, 1, 1));
    for (const auto type : {item_type::artist, item_type::album, item_type::track}) {
        const auto before = open(server)->next_page(type, "", k_never);
        ASSERT_TRUE(before.next);

        auto delivered = ids(before);
        auto source = open(server);
        for (auto cursor = before.next; cursor;) {
            const auto page = source->next_page(type, *cursor, k_never);
            for (auto& id : ids(page))
                delivered.push_back(id);
            cursor = page.next;
        }

        const std::set<std::string> distinct(delivered.begin(), delivered.end());
        EXPECT_EQ(delivered.size(), 1100u) << to_string(type);
        EXPECT_EQ(distinct.size(), 1100u) << to_string(type);
    }
}

TEST(SubsonicSource, StartsArtistsAgainWhenTheOneOfTheCursorIsGone) {
    const fake_subsonic server(fake_library::of_size(3, 1, 1));

    EXPECT_EQ(open(server)->next_page(item_type::artist, "gone", k_never).items.size(), 3u);
}

TEST(SubsonicSource, CountsAgainWhenAskedAgain) {
    const fake_subsonic server(fake_library::of_size(2, 1, 1));
    const auto source = open(server);

    for (const auto type : {item_type::artist, item_type::album, item_type::track})
        source->count(type, k_never);
    EXPECT_EQ(server.calls("getAlbumList2"), 2); // one page and the empty one, for albums and tracks together
    for (const auto type : {item_type::artist, item_type::album, item_type::track})
        source->count(type, k_never);

    EXPECT_EQ(server.calls("getArtists"), 2);
    EXPECT_EQ(server.calls("getAlbumList2"), 4);
}

TEST(SubsonicSource, LogsInByPasswordWhereTokensAreNotKnown) {
    for (const int code : {41, 42, 10}) {
        subsonic_dialect dialect;
        dialect.tokens = false;
        dialect.token_error = code;
        const fake_subsonic server(fake_library::of_size(5, 1, 1), dialect);

        expect_whole_library(*open(server), server.library());

        // Learnt once, not at every request.
        int refused = 0;
        for (const auto& request : server.http().requests())
            refused += request.query.contains("t") ? 1 : 0;
        EXPECT_EQ(refused, 1) << code;
    }
}

TEST(SubsonicSource, SendsTheTokenAndNotThePassword) {
    const fake_subsonic server(fake_library::of_size(2, 1, 1));

    sweep(*open(server), item_type::track);

    std::set<std::string> salts;
    for (const auto& request : server.http().requests()) {
        EXPECT_FALSE(request.query.contains("p"));
        EXPECT_EQ(request.query.at("f"), "json");
        salts.insert(request.query.at("s"));
    }
    EXPECT_EQ(salts.size(), server.http().requests().size());
}

} // namespace
} // namespace media_sync
