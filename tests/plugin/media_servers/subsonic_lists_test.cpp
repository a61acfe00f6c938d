#include "plugin/media_servers/source_factory.hpp"

#include "support/fake_servers/fake_subsonic.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace media_sync {
namespace {

using suasor::testing::fake_library;
using suasor::testing::fake_subsonic;
using suasor::testing::subsonic_dialect;
using suasor::testing::subsonic_error_body;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const manual_cancel k_never;

fake_library library(int playlists = 6) {
    auto made = fake_library::of_size(6, 3, 5);
    made.add_doings(playlists, 8);
    return made;
}

std::unique_ptr<media_source> open(const fake_subsonic& server) {
    const auto config = R"({"details": {"core": {"baseURL": ")" + server.base_url() + R"("}}, "username": ")" +
                        fake_subsonic::k_user + R"(", "password": ")" + fake_subsonic::k_password + R"("})";
    return create_source_factory(impatient())->open({7, 1, "subsonic", "Home", true, config});
}

void expect_all_playlists(const media_page& page, const fake_library& library) {
    std::map<std::string, std::string> titles;
    for (const auto* track : library.tracks())
        titles[track->id] = track->title;

    EXPECT_THAT(page.failures, IsEmpty());
    ASSERT_EQ(page.items.size(), library.playlists.size());
    for (std::size_t i = 0; i < library.playlists.size(); ++i) {
        const auto& expected = library.playlists[i];
        const auto& item = page.items[i];
        EXPECT_EQ(item.source_id, expected.id);
        EXPECT_EQ(item.details.title, expected.name);
        EXPECT_EQ(item.details.description, expected.comment);
        EXPECT_TRUE(item.details.added_at);
        EXPECT_EQ(*item.details.updated_at - *item.details.added_at, std::chrono::days(1));
        const auto& playlist = std::get<playlist_facts>(item.facts);
        EXPECT_EQ(playlist.owner_name, fake_subsonic::k_user);
        EXPECT_EQ(playlist.is_public, expected.is_public);
        ASSERT_EQ(playlist.entries.size(), expected.songs.size());
        for (std::size_t e = 0; e < expected.songs.size(); ++e) {
            EXPECT_EQ(playlist.entries[e].type, item_type::track);
            EXPECT_EQ(playlist.entries[e].source_id, expected.songs[e]);
            EXPECT_EQ(playlist.entries[e].title, titles.at(expected.songs[e]));
        }
    }
}

std::map<std::string, user_item_state> states_by_id(const media_page& page) {
    std::map<std::string, user_item_state> states;
    for (const auto& state : page.states)
        EXPECT_TRUE(states.emplace(std::string(to_string(state.type)) + ' ' + state.source_id, state).second)
            << state.source_id << " comes twice";
    return states;
}

std::optional<double> rating_of(const fake_library& library, const std::string& id) {
    const auto found = library.doings.stars.find(id);
    return found == library.doings.stars.end() ? std::nullopt : std::optional<double>(found->second * 2);
}

void expect_all_favorites(const media_page& page, const fake_library& library) {
    std::map<std::string, user_item_state> expected;
    const auto expect = [&](item_type type, const std::string& id, const std::string& title) {
        if (!library.doings.starred.contains(id)) return;
        user_item_state state{type, id, title, true, rating_of(library, id), {}, {}, {}, {}, {}, {}};
        expected.emplace(std::string(to_string(type)) + ' ' + id, state);
    };
    for (const auto& artist : library.artists)
        expect(item_type::artist, artist.id, artist.name);
    for (const auto& album : library.albums)
        expect(item_type::album, album.id, album.name);
    for (const auto* track : library.tracks())
        expect(item_type::track, track->id, track->title);

    EXPECT_THAT(page.failures, IsEmpty());
    EXPECT_EQ(states_by_id(page), expected);
}

TEST(SubsonicLists, DeliverPlaylistsWithTheirEntriesInOrder) {
    for (const int playlists : {1, 6, 63}) {
        const fake_subsonic server(library(playlists));
        const auto source = open(server);

        EXPECT_EQ(source->count(item_type::playlist, k_never)->value, playlists);
        expect_all_playlists(sweep(*source, item_type::playlist), server.library());
    }
}

TEST(SubsonicLists, UnderstandEveryDialect) {
    for (int variant = 0; variant < 4; ++variant) {
        SCOPED_TRACE(variant);
        subsonic_dialect dialect;
        dialect.empty_lists_as_objects = variant != 0;
        dialect.single_as_object = variant == 1;
        dialect.numbers_as_text = variant == 2;
        dialect.open_subsonic = variant == 3;
        const fake_subsonic server(library(1), dialect);
        const auto source = open(server);

        expect_all_playlists(sweep(*source, item_type::playlist), server.library());
        expect_all_favorites(sweep(*source, listing::favorites()), server.library());
    }
}

TEST(SubsonicLists, GoOnFromACursorInAnotherProcess) {
    const fake_subsonic server(library(45));

    media_page all;
    for (std::optional<std::string> cursor = ""; cursor;) {
        auto page = open(server)->next_page(item_type::playlist, *cursor, k_never);
        std::ranges::move(page.items, std::back_inserter(all.items));
        cursor = page.next;
    }

    expect_all_playlists(all, server.library());
}

TEST(SubsonicLists, NameAPlaylistThatIsGone) {
    fake_subsonic server(library(3));
    suasor::testing::scripted_response gone;
    gone.body = subsonic_error_body(70, "Playlist not found");
    server.inject({"getPlaylist", 1, gone, false, {}});

    const auto page = sweep(*open(server), item_type::playlist);

    EXPECT_EQ(page.items.size(), 2u);
    ASSERT_EQ(page.failures.size(), 1u);
    EXPECT_THAT(page.failures[0].error, HasSubstr("Playlist not found"));
    EXPECT_FALSE(page.failures[0].title.empty());
}

TEST(SubsonicLists, CountPlaylistsWithoutIdAsFailures) {
    fake_subsonic server(library(25));
    server.inject({"getPlaylists", 1, {}, false, [](std::string& body) {
                       body.replace(body.find("\"pl-3\""), 6, "\"\"");
                       body.replace(body.find("[") + 1, 0, "null,");
                   }});

    const auto page = sweep(*open(server), item_type::playlist);

    EXPECT_EQ(page.items.size(), 24u);
    EXPECT_EQ(page.failures.size(), 2u);
}

TEST(SubsonicLists, DeliverWhatIsStarred) {
    const fake_subsonic server(library());
    const auto source = open(server);

    EXPECT_EQ(source->count(listing::favorites(), k_never)->value,
              static_cast<std::int64_t>(server.library().doings.starred.size()));
    expect_all_favorites(sweep(*source, listing::favorites()), server.library());
    EXPECT_EQ(server.calls("getStarred2"), 1) << "what has been counted is delivered";
    expect_all_favorites(sweep(*source, listing::favorites()), server.library());
}

TEST(SubsonicLists, AreEmptyWhereNothingIsStarredOrListed) {
    for (const bool objects : {false, true}) {
        subsonic_dialect dialect;
        dialect.empty_lists_as_objects = objects;
        const fake_subsonic server(fake_library::of_size(2, 1, 1), dialect);
        const auto source = open(server);

        for (const listing what : {listing::favorites(), listing::history(), listing(item_type::playlist)}) {
            EXPECT_EQ(source->count(what, k_never)->value, 0);
            const auto page = sweep(*source, what);
            EXPECT_THAT(page.items, IsEmpty());
            EXPECT_THAT(page.states, IsEmpty());
        }
    }
}

TEST(SubsonicHistory, TellsOfEverySongHowOftenItWasPlayed) {
    const fake_subsonic server(library());
    const auto source = open(server);

    const auto page = sweep(*source, listing::history());

    EXPECT_THAT(page.failures, IsEmpty());
    const auto states = states_by_id(page);
    for (const auto& [id, plays] : server.library().doings.plays) {
        ASSERT_TRUE(states.contains("track " + id)) << id;
        const auto& state = states.at("track " + id);
        EXPECT_EQ(state.play_count, plays);
        EXPECT_EQ(state.last_played_at, std::chrono::sys_days{std::chrono::year{2026} / 11 / (20 + plays)} +
                                            std::chrono::hours(10) + std::chrono::milliseconds(500));
        EXPECT_EQ(state.completed, true);
        EXPECT_EQ(state.is_favorite, std::nullopt);
        EXPECT_EQ(state.user_rating, rating_of(server.library(), id));
    }
    for (const auto& [key, state] : states)
        EXPECT_TRUE(state.play_count || state.user_rating) << key;
    EXPECT_GE(source->count(listing::history(), k_never)->value,
              static_cast<std::int64_t>(server.library().doings.plays.size()));
    EXPECT_TRUE(source->count(listing::history(), k_never)->estimate);
}

TEST(SubsonicHistory, ReadsOnlyAlbumsThatHaveBeenPlayed) {
    auto made = fake_library::of_size(60, 2, 2);
    made.doings.plays[made.albums[7].tracks[1].id] = 3;
    const fake_subsonic server(made);

    EXPECT_EQ(sweep(*open(server), listing::history()).states.size(), 1u);
    EXPECT_EQ(server.calls("getAlbum"), 1);
}

TEST(SubsonicHistory, GoesOnFromACursorInAnotherProcess) {
    auto made = fake_library::of_size(90, 1, 1);
    for (const auto* track : made.tracks())
        made.doings.plays[track->id] = 1;
    const fake_subsonic server(made);

    media_page all;
    for (std::optional<std::string> cursor = ""; cursor;) {
        auto page = open(server)->next_page(listing::history(), *cursor, k_never);
        std::ranges::move(page.states, std::back_inserter(all.states));
        cursor = page.next;
    }

    EXPECT_EQ(states_by_id(all).size(), 90u);
}

TEST(SubsonicHistory, IsEmptyWhereTheServerTellsNoPlays) {
    subsonic_dialect dialect;
    dialect.tells_plays = false;
    auto made = library();
    made.doings.stars.clear();
    const fake_subsonic server(made, dialect);

    EXPECT_THAT(sweep(*open(server), listing::history()).states, IsEmpty());
}

TEST(SubsonicLists, NameNoCredentialInErrors) {
    for (const auto* method : {"getPlaylists", "getPlaylist", "getStarred2"}) {
        fake_subsonic server(library());
        suasor::testing::scripted_response broken;
        broken.body = subsonic_error_body(0, std::string("failed for ") + fake_subsonic::k_password);
        server.inject({method, -1, broken, false, {}});
        const listing what = std::string_view(method) == "getStarred2" ? listing::favorites() : item_type::playlist;

        EXPECT_THAT(source_error_of([&] { sweep(*open(server), what); }),
                    AllOf(HasSubstr(method), HasSubstr("server's log"), Not(HasSubstr(fake_subsonic::k_password)),
                          Not(HasSubstr("?"))));
    }
}

} // namespace
} // namespace media_sync
