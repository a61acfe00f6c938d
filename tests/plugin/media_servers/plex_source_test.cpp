#include "plex_fixture.hpp"

#include <gmock/gmock.h>

#include <set>

namespace media_sync {
namespace {

using suasor::testing::fake_plex;
using suasor::testing::generated_library;
using suasor::testing::library_size;
using suasor::testing::media_kind;
using suasor::testing::plex_dialect;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const manual_cancel k_never;

constexpr std::array k_kinds{media_kind::movie,   media_kind::series,   media_kind::season,
                             media_kind::episode, media_kind::artist,   media_kind::album,
                             media_kind::track,   media_kind::playlist, media_kind::collection};

listing listing_of(media_kind kind) {
    return static_cast<item_type>(kind);
}

library_size small_size() {
    return {.movies = 9, .series = 4, .artists = 4, .playlists = 4, .collections = 4};
}

void expect_whole_library(const fake_plex& server) {
    const auto source = open_plex(server.base_url());
    for (const auto kind : k_kinds) {
        SCOPED_TRACE(to_string(listing_of(kind)));
        expect_all(sweep(*source, listing_of(kind)), kind, server.library(), server.base_url());
    }
    EXPECT_THAT(server.breaches(), IsEmpty());
}

TEST(PlexSource, DeliversTheWholeLibrary) {
    const fake_plex server(generated_library::of(small_size()));

    expect_whole_library(server);
}

TEST(PlexSource, CountsTheItemsOfAllSections) {
    const fake_plex server(generated_library::of(small_size()));
    const auto source = open_plex(server.base_url());

    for (const auto kind : k_kinds) {
        const auto count = source->count(listing_of(kind), k_never);
        ASSERT_TRUE(count) << to_string(listing_of(kind));
        EXPECT_EQ(count->value, static_cast<std::int64_t>(server.library().count(kind)));
        EXPECT_FALSE(count->estimate);
    }
    EXPECT_FALSE(source->count(listing::favorites(), k_never));
    EXPECT_THAT(server.breaches(), IsEmpty());
}

TEST(PlexSource, WalksOverManyPages) {
    plex_dialect dialect;
    dialect.largest_page = 5;
    const fake_plex server(
        generated_library::of(
            {.movies = 40, .series = 3, .artists = 3, .playlists = 25, .entries_per_playlist = 12, .collections = 23}),
        dialect);

    expect_whole_library(server);
    EXPECT_GE(server.calls("all"), 12);
}

TEST(PlexSource, ReadsThreeFullPagesAndMore) {
    const fake_plex server(generated_library::of({.movies = 2400}));
    const auto source = open_plex(server.base_url());

    expect_all(sweep(*source, item_type::movie), media_kind::movie, server.library(), server.base_url());
    EXPECT_THAT(server.breaches(), IsEmpty());
}

TEST(PlexSource, ReadsTwentyFiveThousandItems) {
    const fake_plex server(generated_library::of({.movies = 25'000}));
    const auto source = open_plex(server.base_url());

    const auto movies = sweep(*source, item_type::movie);

    const auto library = server.library();
    const auto expected = in_reading_order(library, media_kind::movie);
    ASSERT_EQ(movies.items.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(movies.items[i].source_id, fake_plex::id_of(expected[i]->number));
        ASSERT_EQ(movies.items[i].details.title, expected[i]->title);
    }
}

TEST(PlexSource, KeepsTheOrderOfALongPlaylist) {
    const fake_plex server(generated_library::of({.movies = 50, .playlists = 2, .entries_per_playlist = 2600}));
    const auto source = open_plex(server.base_url());

    expect_all(sweep(*source, item_type::playlist), media_kind::playlist, server.library(), server.base_url());
}

TEST(PlexSource, UnderstandsEveryDialect) {
    for (int variant = 0; variant < 4; ++variant) {
        SCOPED_TRACE(variant);
        plex_dialect dialect;
        dialect.numbers_as_text = variant == 0;
        dialect.single_as_object = variant == 1;
        dialect.ignores_range = variant == 2;
        dialect.overlap_pages = variant == 3;
        dialect.largest_page = variant == 3 ? 3 : 500;
        expect_whole_library(fake_plex(generated_library::of(small_size()), dialect));
    }
}

TEST(PlexSource, FindsAnEmptyLibraryEmpty) {
    const fake_plex server(generated_library{});
    const auto source = open_plex(server.base_url());

    for (const auto kind : k_kinds) {
        EXPECT_EQ(source->count(listing_of(kind), k_never)->value, 0);
        EXPECT_THAT(sweep(*source, listing_of(kind)).items, IsEmpty());
    }
}

TEST(PlexSource, KeepsThePrefixOfAProxy) {
    const suasor::testing::http_server proxy([](const suasor::testing::received_request& request) {
        suasor::testing::scripted_response response;
        response.body = request.path == "/media/plex/library/sections"
                            ? R"({"MediaContainer": {"Directory": [{"key": "7", "type": "movie"}]}})"
                        : request.path == "/media/plex/library/sections/7/all"
                            ? R"({"MediaContainer": {"size": 1, "totalSize": 1, "Metadata": [
                                  {"ratingKey": "1", "title": "A", "thumb": "/t/1?X-Plex-Token=abc", "art": "//a.example/b"}]}})"
                            : "";
        return response;
    });

    const auto movies = sweep(*open_plex(proxy.base_url() + "/media/plex/"), item_type::movie);

    ASSERT_EQ(movies.items.size(), 1u);
    EXPECT_EQ(movies.items[0].details.artwork.poster, proxy.base_url() + "/media/plex/t/1");
}

TEST(PlexSource, GoesOnFromACursorInAnotherProcess) {
    plex_dialect dialect;
    dialect.largest_page = 4;
    const fake_plex server(generated_library::of(small_size()), dialect);
    for (const auto kind : k_kinds) {
        SCOPED_TRACE(to_string(listing_of(kind)));
        media_page all;
        for (std::optional<std::string> cursor = ""; cursor;) {
            auto page = open_plex(server.base_url())->next_page(listing_of(kind), *cursor, k_never);
            std::ranges::move(page.items, std::back_inserter(all.items));
            cursor = page.next;
        }
        expect_all(all, kind, server.library(), server.base_url());
    }
}

TEST(PlexSource, BeginsAgainAtACursorThatIsNoneOfItsOwn) {
    const fake_plex server(generated_library::of(small_size()));

    for (const auto* cursor : {"500", "gone/3/9", "1-1/x/9", "1-1/-4/9", "///", "1-1/99999999999999999999/9"})
        EXPECT_FALSE(open_plex(server.base_url())->next_page(item_type::movie, cursor, k_never).items.empty())
            << cursor;
}

TEST(PlexSource, SendsTheTokenInAHeaderOnly) {
    const fake_plex server(generated_library::of(small_size()));
    const auto source = open_plex(server.base_url());

    sweep(*source, item_type::movie);
    sweep(*source, item_type::playlist);
    sweep(*source, listing::history());

    for (const auto& request : server.http().requests()) {
        EXPECT_EQ(request.headers.at("x-plex-token"), fake_plex::k_token);
        EXPECT_FALSE(request.query.contains("X-Plex-Token"));
        EXPECT_EQ(request.headers.at("accept"), "application/json");
        EXPECT_FALSE(request.headers.at("x-plex-client-identifier").empty());
        EXPECT_FALSE(request.headers.at("x-plex-product").empty());
        if (!request.query.contains("X-Plex-Container-Start")) continue;
        EXPECT_EQ(request.headers.at("x-plex-container-start"), request.query.at("X-Plex-Container-Start"));
        EXPECT_EQ(request.headers.at("x-plex-container-size"), request.query.at("X-Plex-Container-Size"));
        EXPECT_LE(std::stoi(request.query.at("X-Plex-Container-Size")), 500);
    }
}

} // namespace
} // namespace media_sync
