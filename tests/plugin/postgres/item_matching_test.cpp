#include "synced_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;

constexpr user_id k_owner = 21;

const external_id k_imdb{"imdb", "tt0133093"};
const external_id k_tmdb{"tmdb", "603"};

// Two servers, of which the first is synced before the second.
class ItemMatching : public testing::Test {
  protected:
    // What becomes of an item of the second server after the first one has delivered its own.
    bool match(const media_item& first, const media_item& second) {
        first_.write({first});
        const auto counts = second_.write({second});
        EXPECT_EQ(counts.created + counts.updated, 1);
        return counts.updated == 1;
    }

    std::string text(const std::string& statement) { return database_.text(statement); }
    std::int64_t number(const std::string& statement) { return database_.number(statement); }

    stored_syncs_world world_;
    migrated_database& database_ = world_.database();
    synced_library first_{world_, k_owner};
    synced_library second_{world_, k_owner + 1};
};

TEST_F(ItemMatching, TakesItemsWithAnExternalIdInCommonForOne) {
    EXPECT_TRUE(match(movie("a", "The Matrix", 1999, {k_imdb}), movie("x", "Matrix", {}, {k_imdb, k_tmdb})));
    EXPECT_TRUE(match(series("a", "Dark", 2017, {k_tmdb}), series("x", "", {}, {k_tmdb})));

    EXPECT_THAT(database_.sql().rows("SELECT s.client_item_id, s.is_primary, m.title FROM media_item_sources s "
                                     "JOIN media_items m ON m.id = s.media_item_id WHERE m.type = 'movie' ORDER BY 1"),
                ElementsAre(ElementsAre("a", "t", "The Matrix"), ElementsAre("x", "f", "The Matrix")));
}

TEST_F(ItemMatching, KeepsAMovieAndASeriesOfOneNumberApart) {
    first_.write({movie("a", "Fight Club", 1999, {{"tmdb", "550"}})});

    EXPECT_EQ(second_.write({series("a", "Fight Club", 1999, {{"tmdb", "550"}})}).created, 1);
}

TEST_F(ItemMatching, TakesMoviesAndSeriesOfOneTitleAndYearForOne) {
    EXPECT_TRUE(match(movie("a", "The Matrix", 1999), movie("x", " the MATRIX ", 1999)));
    EXPECT_TRUE(match(series("a", "Dark", 2017), series("x", "Dark", 2017)));
    EXPECT_TRUE(match(movie("b", "Heat", 1995, {k_imdb}), movie("y", "Heat", 1995)));
    EXPECT_TRUE(
        match(movie("c", "Alien", 1979, {{"imdb", "tt0078748"}}), movie("z", "Alien", 1979, {{"tmdb", "348"}})));
}

TEST_F(ItemMatching, WantsTitleAndYearWhole) {
    EXPECT_FALSE(match(movie("a", "Dune", 1984), movie("v", "Dune", 2021)));
    EXPECT_FALSE(match(movie("b", "Solaris"), movie("w", "Solaris")));
    EXPECT_FALSE(match(movie("c", "Heat", 1995), movie("x", "Heat")));
    EXPECT_FALSE(match(movie("d", "", 2001), movie("y", "", 2001)));
    EXPECT_FALSE(match(movie("e", "Öl", 2001), movie("z", "öl", 2001)));
}

TEST_F(ItemMatching, KeepsOneTitleAndYearApartWhereACatalogueDoes) {
    EXPECT_FALSE(match(movie("a", "Hercules", 2014, {{"imdb", "tt1267297"}}),
                       movie("x", "Hercules", 2014, {{"imdb", "tt3312830"}})));
    EXPECT_FALSE(
        match(series("a", "Utopia", 2014, {k_imdb, {"tmdb", "1"}}), series("x", "Utopia", 2014, {{"TMDB", "2"}})));
}

TEST_F(ItemMatching, PrefersAnExternalIdToATitle) {
    first_.write({movie("a", "Hercules", 2014), movie("b", "The Legend of Hercules", 2014, {k_imdb})});

    second_.write({movie("x", "Hercules", 2014, {k_imdb})});

    EXPECT_EQ(text("SELECT m.title FROM media_items m JOIN media_item_sources s ON s.media_item_id = m.id "
                   "WHERE s.client_item_id = 'x'"),
              "The Legend of Hercules");
}

TEST_F(ItemMatching, FindsSeasonsBySeriesAndNumber) {
    first_.write({series("s", "Dark", 2017), series("t", "Lost", 2004)});
    second_.write({series("s2", "Dark", 2017), series("t2", "Lost", 2004)});

    EXPECT_TRUE(match(season("a", "s", 0), season("v", "s2", 0)));
    EXPECT_TRUE(match(season("b", "s", 1), season("w", "s2", 1)));
    EXPECT_FALSE(match(season("c", "s", 2), season("x", "t2", 2)));
    EXPECT_FALSE(match(season("d", "s", {}), season("y", "s2", {})));
    EXPECT_FALSE(match(season("e", "nowhere", 3), season("z", "nowhere", 3)));
}

TEST_F(ItemMatching, FindsEpisodesBySeriesSeasonAndNumber) {
    first_.write({series("s", "Dark", 2017)});
    second_.write({series("s2", "Dark", 2017)});

    EXPECT_TRUE(match(episode("a", "s", 1, 1), episode("u", "s2", 1, 1)));
    EXPECT_TRUE(match(episode("b", "s", 0, 1), episode("v", "s2", 0, 1)));
    EXPECT_TRUE(match(episode("c", "s", 0, 0), episode("w", "s2", 0, 0)));
    EXPECT_FALSE(match(episode("d", "s", 2, 1), episode("x", "s2", 1, 2)));
    EXPECT_FALSE(match(episode("e", "s", 3, {}), episode("y", "s2", 3, {})));
    EXPECT_FALSE(match(episode("f", "s", {}, 4), episode("z", "s2", {}, 4)));
}

TEST_F(ItemMatching, FindsArtistsByNameUnlessMusicBrainzKnowsTwo) {
    EXPECT_TRUE(match(artist("a", "Björk"), artist("v", "björk", {{"musicbrainz", "b"}})));
    EXPECT_TRUE(match(artist("b", "P!nk", {{"musicbrainz", "p"}}), artist("w", "Pink", {{"musicbrainz", "p"}})));
    EXPECT_FALSE(
        match(artist("c", "Nirvana", {{"musicbrainz", "us"}}), artist("x", "Nirvana", {{"musicbrainz", "uk"}})));
    EXPECT_FALSE(match(artist("d", "Can"), artist("y", "Cannes")));
}

TEST_F(ItemMatching, FindsAlbumsByMusicBrainzOrByArtistTitleAndYear) {
    first_.write({artist("a", "Weezer"), artist("b", "Seal")});
    second_.write({artist("a2", "Weezer"), artist("b2", "Seal")});

    EXPECT_TRUE(match(album("1", "a", "Weezer", 1994), album("u", "a2", "weezer", 1994)));
    EXPECT_TRUE(match(album("2", "", "Pinkerton", {}, {{"musicbrainz", "p"}}),
                      album("v", "", "Pinkerton (Deluxe)", 1996, {{"musicbrainz", "p"}})));
    EXPECT_FALSE(match(album("3", "a", "Weezer", 2001), album("w", "a2", "Weezer", 2008)));
    EXPECT_FALSE(match(album("4", "a", "Seal", 1991), album("x", "b2", "Seal", 1991)));
    EXPECT_FALSE(match(album("5", "a", "Maladroit", {}), album("y", "a2", "Maladroit", {})));
    EXPECT_FALSE(match(album("6", "a", "Hurley", 2010, {{"musicbrainz", "h"}}),
                       album("z", "a2", "Hurley", 2010, {{"musicbrainz", "other"}})));
}

TEST_F(ItemMatching, FindsTracksByAlbumDiscNumberAndTitle) {
    first_.write({album("al", "", "Album", {}, {{"musicbrainz", "m"}})});
    second_.write({album("al2", "", "Album", {}, {{"musicbrainz", "m"}})});

    EXPECT_TRUE(match(track("a", "al", 2, 3, "Song"), track("u", "al2", 2, 3, "song")));
    EXPECT_TRUE(match(track("b", "al", 1, 4, "Tune"), track("v", "al2", {}, 4, "Tune")));
    EXPECT_FALSE(match(track("c", "al", 1, 5, "Air"), track("w", "al2", 2, 5, "Air")));
    EXPECT_FALSE(match(track("d", "al", 1, 6, "Aria"), track("x", "al2", 1, 6, "Arie")));
    EXPECT_FALSE(match(track("e", "al", 1, {}, "Duo"), track("y", "al2", 1, {}, "Duo")));
    EXPECT_FALSE(match(track("f", "", 1, 7, "Solo"), track("z", "", 1, 7, "Solo")));
}

TEST_F(ItemMatching, FindsTheRecordingOnTheRightOneOfItsAlbums) {
    const external_id recording{"musicbrainz", "r"};
    for (auto* library : {&first_, &second_}) {
        library->write({album("best", "", "Best of", {}, {{"musicbrainz", "1"}}),
                        album("live", "", "Live", {}, {{"musicbrainz", "2"}})});
    }
    auto on_best = track("1", "best", 1, 1, "Song");
    auto on_live = track("2", "live", 1, 9, "Song");
    on_best.details.external_ids = on_live.details.external_ids = {recording};
    first_.write({on_best, on_live});

    std::swap(on_best.source_id, on_live.source_id);
    EXPECT_EQ(second_.write({on_best, on_live}).updated, 2);

    EXPECT_EQ(number("SELECT count(*) FROM media_items WHERE type = 'track' AND jsonb_array_length(sync_clients) = 2"),
              2);
    EXPECT_EQ(number("SELECT count(DISTINCT data ->> 'albumID') FROM media_items m JOIN media_item_sources s "
                     "ON s.media_item_id = m.id WHERE type = 'track' AND client_item_id = '1'"),
              2);
}

TEST_F(ItemMatching, NeverMatchesListsOfItems) {
    EXPECT_FALSE(match(released<playlist_facts>("a", "Mix", 2020, {k_imdb}),
                       released<playlist_facts>("a", "Mix", 2020, {k_imdb})));
    EXPECT_FALSE(match(released<collection_facts>("a", "Bond", 2020, {k_imdb}),
                       released<collection_facts>("x", "Bond", 2020, {k_imdb})));
}

TEST_F(ItemMatching, NeverBringsTwoIdsOfOneClientTogether) {
    EXPECT_EQ(first_.write({movie("a", "Heat", 1995, {k_imdb}), movie("b", "Heat", 1995, {k_imdb})}).created, 2);
    EXPECT_EQ(first_.write({movie("c", "Heat", 1995, {k_imdb})}).created, 1);

    const auto counts = second_.write({movie("w", "Heat", 1995, {k_imdb}), movie("x", "Heat", 1995, {k_imdb}),
                                       movie("y", "Heat", 1995, {k_imdb}), movie("z", "Heat", 1995, {k_imdb})});

    EXPECT_EQ(counts.updated, 3);
    EXPECT_EQ(counts.created, 1);
    EXPECT_THAT(database_.sql().rows("SELECT string_agg(client_item_id, '' ORDER BY client_item_id) "
                                     "FROM media_item_sources GROUP BY media_item_id ORDER BY media_item_id"),
                ElementsAre(ElementsAre("aw"), ElementsAre("bx"), ElementsAre("cy"), ElementsAre("z")));
}

TEST_F(ItemMatching, GivesWhatTwoItemsClaimToTheFirst) {
    first_.write({movie("a", "Heat", 1995, {k_imdb})});

    const auto counts = second_.write({movie("y", "Heat", 1995, {k_imdb}), movie("x", "Heat", 1995, {k_imdb})});

    EXPECT_EQ(counts.updated, 1);
    EXPECT_EQ(counts.created, 1);
    EXPECT_EQ(text("SELECT client_item_id FROM media_item_sources WHERE NOT is_primary"), "x");
}

TEST_F(ItemMatching, LeavesOutWhatTheHostHasDeleted) {
    first_.write({movie("a", "Heat", 1995)});
    database_.sql().exec("DELETE FROM media_items");

    EXPECT_EQ(second_.write({movie("x", "Heat", 1995)}).created, 1);
}

TEST_F(ItemMatching, MakesTheFirstSourceOfAnItemOfTheHostsPrimary) {
    database_.sql().exec(
        "INSERT INTO media_items (type, title, release_year, data) "
        "VALUES ('movie', 'Heat', 1995, '{\"details\": {\"title\": \"heat\"}, \"resolution\": \"4K\"}');"
        "INSERT INTO media_item_keys SELECT 'movie', 'title:1995:heat', id FROM media_items");

    EXPECT_EQ(first_.write({movie("a", "Heat", 1995)}).updated, 1);

    EXPECT_EQ(text("SELECT data FROM media_items"),
              R"({"details": {"title": "Heat", "releaseYear": 1995}, "resolution": "4K"})");
    EXPECT_EQ(text("SELECT is_primary FROM media_item_sources"), "t");
}

TEST_F(ItemMatching, FindsAThirdServersItemByWhatAnyOfTheOthersSays) {
    synced_library third{world_, k_owner};
    first_.write({movie("a", "Seven", 1995, {k_imdb})});
    second_.write({movie("b", "Se7en", 1995, {k_imdb})});
    second_.begin();
    first_.begin();
    first_.write({movie("a", "Seven (remastered)", 1995, {k_imdb})});

    EXPECT_EQ(third.write({movie("c", "Se7en", 1995)}).updated, 1);
    EXPECT_EQ(number("SELECT count(*) FROM media_items"), 1);
}

TEST_F(ItemMatching, ForgetsTheKeysOfAnItemWhoseOnlySourceHasChangedThem) {
    first_.write({movie("a", "Allien", 1979)});
    first_.begin();
    first_.write({movie("a", "Alien", 1979)});

    EXPECT_EQ(second_.write({movie("x", "Allien", 1979)}).created, 1);
    EXPECT_EQ(second_.write({movie("y", "Alien", 1979)}).updated, 1);
}

TEST_F(ItemMatching, LeavesAMatchedItemAloneUntilItChanges) {
    match(movie("a", "Heat", 1995), movie("x", "Heat", 1995));
    const auto row = database_.sql().rows("SELECT id, xmin, ctid FROM media_items");
    first_.begin();
    second_.begin();

    EXPECT_EQ(second_.write({movie("x", "Heat", 1995)}).unchanged, 1);
    EXPECT_EQ(first_.write({movie("a", "Heat", 1995)}).unchanged, 1);
    EXPECT_EQ(database_.sql().rows("SELECT id, xmin, ctid FROM media_items"), row);
}

} // namespace

} // namespace media_sync::postgres
