#include "base_item_servers.hpp"

#include <set>

namespace media_sync {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const manual_cancel k_never;

// What Jellyfin and Emby, each by its own protocol, have to do alike.
template <class Server>
class BaseItemSource : public ::testing::Test {
  protected:
    void expect_whole_library(const Server& server) {
        const auto library = server.library();
        const auto expected = expected_of(server, library);
        const auto source = open_source(server);
        for (const auto what : all_listings()) {
            SCOPED_TRACE(to_string(what));
            const auto count = source->count(what, k_never);
            const auto all = sweep(*source, what);

            EXPECT_THAT(all.failures, IsEmpty());
            if (what == listing::history())
                expected.expect_history(all.states);
            else if (what == listing::favorites())
                expected.expect_favorites(all.states);
            else
                expected.expect_all(*what.items(), all.items);
            ASSERT_TRUE(count);
            EXPECT_EQ(count->value, static_cast<std::int64_t>(all.items.size() + all.states.size()));
            EXPECT_FALSE(count->estimate);
        }
        EXPECT_THAT(server.breaches(), IsEmpty());
    }
};

using servers = ::testing::Types<fake_jellyfin, fake_emby>;
TYPED_TEST_SUITE(BaseItemSource, servers);

library_size small_library() {
    library_size size;
    size.movies = 20;
    size.series = 4;
    size.artists = 5;
    size.playlists = 3;
    size.collections = 3;
    return size;
}

TYPED_TEST(BaseItemSource, OffersEveryKindOfSync) {
    const TypeParam server(generated_library{});
    const auto source = open_source(server);

    EXPECT_THAT(source->listings_of(sync_type::movies), ElementsAre(item_type::movie));
    EXPECT_THAT(source->listings_of(sync_type::series),
                ElementsAre(item_type::series, item_type::season, item_type::episode));
    EXPECT_THAT(source->listings_of(sync_type::music),
                ElementsAre(item_type::artist, item_type::album, item_type::track));
    EXPECT_THAT(source->listings_of(sync_type::playlists), ElementsAre(item_type::playlist));
    EXPECT_THAT(source->listings_of(sync_type::collections), ElementsAre(item_type::collection));
    EXPECT_THAT(source->listings_of(sync_type::history), ElementsAre(listing::history()));
    EXPECT_THAT(source->listings_of(sync_type::favorites), ElementsAre(listing::favorites()));
    EXPECT_THAT(server.http().requests(), IsEmpty());
}

TYPED_TEST(BaseItemSource, DeliversTheWholeLibrary) {
    this->expect_whole_library(TypeParam(generated_library::of(small_library())));
}

TYPED_TEST(BaseItemSource, DeliversAnEmptyLibrary) {
    this->expect_whole_library(TypeParam(generated_library{}));
}

TYPED_TEST(BaseItemSource, WalksOverThreePages) {
    library_size size;
    size.movies = 1401; // a third of them played, a fifth of them liked
    size.series = 101;
    size.seasons_per_series = 5;
    size.episodes_per_season = 1;
    size.artists = 1001;
    size.albums_per_artist = 1;
    size.tracks_per_album = 1;
    size.playlists = 101;
    size.collections = 101;

    this->expect_whole_library(TypeParam(generated_library::of(size)));
}

TYPED_TEST(BaseItemSource, WalksOverTwentyFiveThousandItems) {
    library_size size;
    size.movies = 12'500;
    size.artists = 25;
    size.albums_per_artist = 10;
    size.tracks_per_album = 50;
    const TypeParam server(generated_library::of(size));
    const auto library = server.library();
    const auto expected = expected_of(server, library);
    const auto source = open_source(server);

    expected.expect_all(item_type::movie, sweep(*source, item_type::movie).items);
    expected.expect_all(item_type::track, sweep(*source, item_type::track).items);
    expected.expect_history(sweep(*source, listing::history()).states);
}

TYPED_TEST(BaseItemSource, ReadsServersThatGiveLessThanAskedFor) {
    base_item_dialect dialect;
    dialect.largest_page = 3;

    this->expect_whole_library(TypeParam(generated_library::of(small_library()), dialect));
}

TYPED_TEST(BaseItemSource, GoesOnFromACursorInAnotherProcess) {
    library_size size;
    size.movies = 1300;
    size.playlists = 60;
    const TypeParam server(generated_library::of(size));
    for (const auto what : {listing(item_type::movie), listing(item_type::playlist), listing::history()}) {
        const auto whole = sweep(*open_source(server), what);
        std::vector<std::string> expected, delivered;
        const auto note = [](const media_page& page, std::vector<std::string>& ids) {
            for (const auto& item : page.items)
                ids.push_back(item.source_id);
            for (const auto& state : page.states)
                ids.push_back(state.source_id);
        };
        note(whole, expected);

        std::optional<std::string> cursor = "";
        while (cursor) {
            const auto page = open_source(server)->next_page(what, *cursor, k_never);
            note(page, delivered);
            cursor = page.next;
        }

        EXPECT_EQ(delivered, expected) << to_string(what);
    }
}

TYPED_TEST(BaseItemSource, BeginsAgainAtACursorThatIsNotItsOwn) {
    const TypeParam server(generated_library::of(small_library()));
    for (const auto* cursor : {"abc", "-5", "7:0", "99999999999999999999", ":"})
        EXPECT_EQ(open_source(server)->next_page(item_type::movie, cursor, k_never).items.size(), 20u) << cursor;
}

TYPED_TEST(BaseItemSource, BeginsAgainWhenAskedForTheFirstPage) {
    const TypeParam server(generated_library::of(small_library()));
    const auto source = open_source(server);

    const auto first = source->next_page(item_type::movie, "", k_never);
    const auto again = source->next_page(item_type::movie, "", k_never);

    EXPECT_EQ(first.items.size(), 20u);
    EXPECT_EQ(again.items.size(), 20u);
}

TYPED_TEST(BaseItemSource, CountsAnewWheneverAsked) {
    TypeParam server(generated_library::of(small_library()));
    const auto source = open_source(server);
    EXPECT_EQ(source->count(item_type::movie, k_never)->value, 20);

    server.change([](generated_library& library) { library.items.erase(1); });

    EXPECT_EQ(source->count(item_type::movie, k_never)->value, 19);
}

TYPED_TEST(BaseItemSource, KeepsOrderAndDuplicatesOfLongPlaylists) {
    library_size size;
    size.movies = 40;
    size.playlists = 1;
    size.entries_per_playlist = 1201;
    const TypeParam server(generated_library::of(size));
    const auto library = server.library();

    expected_of(server, library)
        .expect_all(item_type::playlist, sweep(*open_source(server), item_type::playlist).items);
}

TYPED_TEST(BaseItemSource, KeepsDuplicatesWhereEntriesHaveNoIds) {
    base_item_dialect dialect;
    dialect.entry_ids = false;
    library_size size;
    size.movies = 40;
    size.playlists = 2;
    size.entries_per_playlist = 1201;
    const TypeParam server(generated_library::of(size), dialect);
    const auto library = server.library();

    expected_of(server, library)
        .expect_all(item_type::playlist, sweep(*open_source(server), item_type::playlist).items);
}

TYPED_TEST(BaseItemSource, FindsTheUserByName) {
    for (const auto* name : {"Ann", "ann", " ANN "}) {
        const TypeParam server(generated_library::of(small_library()));
        const auto source = open_source(server, std::string(R"("userID": "", "username": ")") + name + '"');

        EXPECT_EQ(sweep(*source, item_type::movie).items.size(), 20u) << name;
        sweep(*source, listing::history());
        EXPECT_THAT(server.breaches(), IsEmpty());
        EXPECT_LE(server.calls("Users"), 2) << "asked once, the empty page aside";
    }
}

TYPED_TEST(BaseItemSource, AsksForNoUserWhoseIdIsKnown) {
    const TypeParam server(generated_library::of(small_library()));

    sweep(*open_source(server), item_type::movie);

    EXPECT_EQ(server.calls("Users"), 0);
}

TYPED_TEST(BaseItemSource, SaysWhichUserIsMissing) {
    const TypeParam server(generated_library{});
    const auto source = open_source(server, R"("username": "bob")");

    EXPECT_THAT(source_error_of([&] { source->count(item_type::movie, k_never); }),
                AllOf(HasSubstr("no user"), HasSubstr("\"bob\""), HasSubstr("correct the username"),
                      HasSubstr("userID"), Not(HasSubstr(TypeParam::k_key))));
}

TYPED_TEST(BaseItemSource, SaysWhichUserIsAmbiguous) {
    TypeParam server(generated_library{});
    server.inject({"Users", -1, {}, false, [](std::string& body) {
                       if (const auto at = body.find("admin"); at != std::string::npos) body.replace(at, 5, "aNN");
                   }});
    const auto source = open_source(server, R"("username": "ANN")");

    EXPECT_THAT(source_error_of([&] { source->count(item_type::movie, k_never); }),
                AllOf(HasSubstr("more than one user"), HasSubstr("\"ANN\"")));
}

TYPED_TEST(BaseItemSource, WantsAUserAndAKey) {
    const TypeParam server(generated_library{});

    EXPECT_THAT(source_error_of([&] { open_source(server, R"("username": "")"); }),
                AllOf(HasSubstr("client 7 \"Home\""), HasSubstr("neither userID nor username")));
    EXPECT_THAT(source_error_of([&] { open_source(server, known_user<TypeParam>(), impatient(), ""); }),
                HasSubstr("details.apiKey"));
    EXPECT_THAT(
        source_error_of([&] { open_source(server, known_user<TypeParam>(), impatient(), "hunter2\\r\\nX: y"); }),
        AllOf(HasSubstr("details.apiKey"), Not(HasSubstr("hunter2"))));
}

TYPED_TEST(BaseItemSource, SendsTheKeyInItsHeaderOnly) {
    const TypeParam server(generated_library::of(small_library()));

    for (const auto what : all_listings())
        sweep(*open_source(server), what);

    for (const auto& request : server.http().requests())
        EXPECT_THAT(request.path + request.query_text, Not(HasSubstr(TypeParam::k_key)));
    EXPECT_THAT(server.breaches(), IsEmpty());
}

TYPED_TEST(BaseItemSource, PutsNoKeyIntoArtwork) {
    const TypeParam server(generated_library::of(small_library()));

    for (const auto& item : sweep(*open_source(server), item_type::movie).items)
        EXPECT_THAT(item.details.artwork.poster + item.details.artwork.background, Not(HasSubstr(TypeParam::k_key)));
}

TYPED_TEST(BaseItemSource, LooksAgainForWhatMovedPastTheWalk) {
    library_size size;
    size.movies = 450;
    TypeParam server(generated_library::of(size));
    const auto source = open_source(server);
    EXPECT_EQ(source->count(item_type::movie, k_never)->value, 450);

    auto page = source->next_page(item_type::movie, "", k_never);
    server.change([](generated_library& library) { library.items.erase(3); });
    std::multiset<std::string> ids;
    for (;;) {
        for (const auto& item : page.items)
            ids.insert(item.source_id);
        if (!page.next) break;
        page = source->next_page(item_type::movie, *page.next, k_never);
    }

    EXPECT_EQ(ids.size(), 450u); // that which vanished had been read
    EXPECT_EQ(ids.count(TypeParam::id_of(201)), 1u) << "it slid into the page that had been read";
}

TYPED_TEST(BaseItemSource, ReadsWhatAppearsDuringTheWalk) {
    library_size size;
    size.movies = 250;
    TypeParam server(generated_library::of(size));
    const auto source = open_source(server);

    auto page = source->next_page(item_type::movie, "", k_never);
    server.change([](generated_library& library) {
        auto movie = library.at(1);
        movie.number = 1000;
        library.items[1000] = movie;
    });
    std::size_t items = page.items.size();
    while (page.next) {
        page = source->next_page(item_type::movie, *page.next, k_never);
        items += page.items.size();
    }

    EXPECT_EQ(items, 251u);
}

} // namespace
} // namespace media_sync
