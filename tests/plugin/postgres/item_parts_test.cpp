#include "synced_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;

constexpr user_id k_owner = 21;

// What albums, artists, seasons and series say of their parts, with titles in place of ids.
class ItemParts : public testing::Test {
  protected:
    std::string tracks_of(const std::string& album) {
        return text(
            "SELECT coalesce(string_agg(concat_ws(' ', e ->> 'number', e ->> 'title', t.title), ', ' ORDER BY n), '') "
            "FROM media_items m, jsonb_array_elements(m.data -> 'tracks') WITH ORDINALITY AS l(e, n) "
            "LEFT JOIN media_items t ON to_jsonb(t.id) = e -> 'trackID' "
            "WHERE m.type = 'album' AND m.title = '" +
            album + "'");
    }
    std::string albums_of(const std::string& artist) {
        return text("SELECT string_agg(concat(e ->> 'albumName', ': ', (SELECT string_agg(t.title, ' ' ORDER BY i) "
                    "FROM jsonb_array_elements(e -> 'trackIDs') WITH ORDINALITY AS ids(part, i) "
                    "JOIN media_items t ON to_jsonb(t.id) = part)), ', ' ORDER BY n) "
                    "FROM media_items m, jsonb_array_elements(m.data -> 'albums') WITH ORDINALITY AS l(e, n) "
                    "JOIN media_items a ON to_jsonb(a.id) = e -> 'albumID' "
                    "WHERE m.type = 'artist' AND m.title = '" +
                    artist + "'");
    }
    std::string text(const std::string& statement) { return world_.database().text(statement); }

    void write_two_albums() {
        library_.write({artist("ar", "Ann")});
        library_.write({album("a", "ar", "First", 2001), album("b", "ar", "Second", 2002)});
        library_.write({track("1", "a", 1, 1, "one"), track("2", "b", 1, 1, "two")});
    }

    stored_syncs_world world_;
    synced_library library_{world_, k_owner};
};

TEST_F(ItemParts, OfSeriesAreSeasonsAndEpisodesByTheirNumbers) {
    const auto in_season = [](const std::string& id, const std::string& season, int number) {
        auto item = episode(id, "se", season == "s0" ? 0 : 1, number);
        std::get<episode_facts>(item.facts).season_source_id = season;
        return item;
    };
    library_.write({series("se", "Series")});
    library_.write({season("s1", "se", 1), season("s0", "se", 0), season("s?", "se", std::nullopt)});
    library_.write({in_season("e10", "s1", 10), in_season("e2", "s1", 2), in_season("e0", "s0", 1)});

    EXPECT_THAT(
        world_.database().sql().rows(
            "SELECT e ->> 'seasonNumber', (SELECT string_agg(t.title, ', ' ORDER BY i) "
            "FROM jsonb_array_elements(e -> 'episodeIDs') WITH ORDINALITY AS ids(part, i) "
            "JOIN media_items t ON to_jsonb(t.id) = part), e -> 'episodeIDs' = coalesce(s.data -> 'episodeIDs', '[]') "
            "FROM media_items m, jsonb_array_elements(m.data -> 'seasons') WITH ORDINALITY AS l(e, n) "
            "JOIN media_items s ON to_jsonb(s.id) = e -> 'seasonID' WHERE m.type = 'series' ORDER BY n"),
        ElementsAre(ElementsAre("0", "Episode e0", "t"), ElementsAre("1", "Episode e2, Episode e10", "t"),
                    ElementsAre(std::nullopt, std::nullopt, "t")));
}

TEST_F(ItemParts, OfAlbumsAreTracksByDiscAndNumber) {
    library_.write({album("a", "", "Album", 2001)});
    library_.write({track("1", "a", 2, 1, "three"), track("2", "a", std::nullopt, 10, "two")});
    library_.write({track("3", "a", 1, 2, "one"), track("4", "a", 1, std::nullopt, "unnumbered")});

    EXPECT_EQ(tracks_of("Album"), "2 one one, 10 two two, 0 unnumbered unnumbered, 1 three three");
}

TEST_F(ItemParts, OfArtistsAreAlbumsByYearWithTheirTracks) {
    library_.write({artist("ar", "Ann")});
    library_.write({album("new", "ar", "New", 2020), album("old", "ar", "Old", 1999), album("?", "ar", "A", {})});
    library_.write({track("1", "new", 1, 2, "b"), track("2", "new", 1, 1, "a"), track("3", "old", 1, 1, "c")});

    EXPECT_EQ(albums_of("Ann"), "Old: c, New: a b, A: ");
}

TEST_F(ItemParts, MoveWithAnItemThatMoves) {
    write_two_albums();

    library_.begin();
    library_.write({track("1", "b", 1, 2, "one")});

    EXPECT_EQ(tracks_of("First"), "");
    EXPECT_EQ(tracks_of("Second"), "1 two two, 2 one one");
    EXPECT_EQ(albums_of("Ann"), "First: , Second: two one");
}

TEST_F(ItemParts, FollowWhatAnItemIsCalled) {
    write_two_albums();

    library_.begin();
    library_.write({album("a", "ar", "First again", 2001)});
    library_.write({track("1", "a", 1, 1, "one again")});

    EXPECT_EQ(tracks_of("First again"), "1 one again one again");
    EXPECT_EQ(albums_of("Ann"), "First again: one again, Second: two");
}

TEST_F(ItemParts, OfTwoServersAreUnited) {
    synced_library other(world_, k_owner);
    write_two_albums();
    other.write({artist("x", "Ann")});
    other.write({album("y", "x", "First", 2001)});
    other.write({track("z", "y", 1, 1, "one"), track("w", "y", 1, 2, "only here")});

    EXPECT_EQ(tracks_of("First"), "1 one one, 2 only here only here");
    EXPECT_EQ(albums_of("Ann"), "First: one only here, Second: two");
}

TEST_F(ItemParts, GoWithTheLastServerThatHasThem) {
    synced_library other(world_, k_owner);
    write_two_albums();
    other.write({artist("x", "Ann")});
    other.write({album("y", "x", "First", 2001)});
    other.write({track("z", "y", 1, 1, "one")});
    library_.write({track("3", "a", 1, 3, "three")});

    library_.begin();
    library_.write({track("4", "a", 1, 4, "four")});
    library_.sweep(item_type::track);

    EXPECT_EQ(tracks_of("First"), "1 one one, 4 four four");
    EXPECT_EQ(tracks_of("Second"), "");
    EXPECT_EQ(albums_of("Ann"), "First: one four, Second: ");
    EXPECT_EQ(text("SELECT count(*) FROM media_items WHERE type = 'track'"), "4") << "no item is deleted";
}

TEST_F(ItemParts, AreNotWrittenIfTheyAreTheSame) {
    write_two_albums();
    const auto versions = text("SELECT string_agg(xmin::text, ' ' ORDER BY id) FROM media_items WHERE type <> 'track'");

    library_.begin();
    auto louder = track("1", "a", 1, 1, "one");
    louder.details.genres = {"Loud"};
    EXPECT_EQ(library_.write({louder}).updated, 1);

    EXPECT_EQ(text("SELECT string_agg(xmin::text, ' ' ORDER BY id) FROM media_items WHERE type <> 'track'"), versions);
}

TEST_F(ItemParts, TakeNoOffenceAtWhatTheHostHasListed) {
    write_two_albums();
    world_.database().sql().exec("UPDATE media_items SET data = data || "
                                 R"('{"tracks": [7, {"trackID": "x"}, {"trackID": 1e30}, {"trackID": null}, [[]]]}')"
                                 "WHERE title = 'First'; "
                                 R"(UPDATE media_items SET data = '[]' WHERE title = 'Second')");

    library_.begin();
    library_.write({track("1", "a", 1, 1, "one again"), track("2", "b", 1, 1, "two again")});

    EXPECT_EQ(tracks_of("First"), "1 one again one again");
    EXPECT_EQ(text("SELECT data FROM media_items WHERE title = 'Second'"), "[]");
}

TEST_F(ItemParts, AreAtMostFiveThousand) {
    std::vector<media_item> songs;
    for (int n = 1; n <= 5'100; ++n)
        songs.push_back(track(std::to_string(n), "a", 1, n, "Song"));
    library_.write({album("a", "", "Album", 2001)});

    library_.write(songs);
    library_.write({track("one more", "a", 1, 1, "Song")});

    EXPECT_EQ(text("SELECT jsonb_array_length(data -> 'tracks') FROM media_items WHERE type = 'album'"), "5000");
}

} // namespace

} // namespace media_sync::postgres
