#include "synced_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;

constexpr user_id k_owner = 21;

media_item film(const std::string& id) {
    return movie(id, "Heat", 1995, {{"imdb", "tt0113277"}});
}

// One film on two servers.
class ItemMerging : public testing::Test {
  protected:
    std::string text(const std::string& statement) { return database_.text(statement); }
    std::string details(const std::string& key) {
        return text("SELECT data -> 'details' -> '" + key + "' FROM media_items");
    }

    stored_syncs_world world_;
    migrated_database& database_ = world_.database();
    synced_library primary_{world_, k_owner};
    synced_library secondary_{world_, k_owner + 1};
};

TEST_F(ItemMerging, FillsWhatThePrimarySourceLeftEmpty) {
    auto first = film("a");
    first.details.studio = "Warner";
    primary_.write({first});

    auto second = film("x");
    second.details.title = "HEAT";
    second.details.studio = "Regency";
    second.details.description = "A thief.";
    second.details.release_date = std::chrono::sys_days(std::chrono::year(1995) / 12 / 15);
    second.details.external_ids.push_back({"tmdb", "949"});
    secondary_.write({second});

    EXPECT_EQ(details("studio"), R"("Warner")");
    EXPECT_EQ(details("description"), R"("A thief.")");
    EXPECT_THAT(
        database_.sql().rows("SELECT title, release_date, external_ids FROM media_items"),
        ElementsAre(ElementsAre("Heat", "1995-12-15 00:00:00+00",
                                R"([{"id": "tt0113277", "source": "imdb"}, {"id": "949", "source": "tmdb"}])")));
}

TEST_F(ItemMerging, UnitesGenresAndRatings) {
    auto first = film("a");
    first.details.genres = {"Crime"};
    first.details.ratings = {{"imdb", 8.3, 10}};
    auto second = film("x");
    second.details.genres = {"Drama", "Crime"};
    second.details.ratings = {{"imdb", 7, 1}, {"tmdb", 7.9, 5}};

    primary_.write({first});
    secondary_.write({second});

    EXPECT_EQ(details("genres"), R"(["Crime", "Drama"])");
    EXPECT_EQ(text("SELECT jsonb_path_query_array(data, '$.details.ratings[*].source') FROM media_items"),
              R"(["imdb", "tmdb"])");
    EXPECT_EQ(text("SELECT data #> '{details,ratings,0,value}' FROM media_items"), "8.3");
}

TEST_F(ItemMerging, LetsThePrimarySourceReplaceWhatAnotherHasFilled) {
    primary_.write({film("a")});
    auto second = film("x");
    second.details.description = "theirs";
    second.details.studio = "theirs";
    secondary_.write({second});
    primary_.begin();

    auto first = film("a");
    first.details.description = "ours";
    primary_.write({first});

    EXPECT_EQ(details("description"), R"("ours")");
    EXPECT_EQ(details("studio"), R"("theirs")");
}

TEST_F(ItemMerging, ListsEverySourceInSyncClients) {
    primary_.write({film("a")});
    secondary_.write({film("x")});

    EXPECT_EQ(text("SELECT jsonb_path_query_array(sync_clients, '$[*].itemID') FROM media_items"), R"(["a", "x"])");
    EXPECT_EQ(text("SELECT jsonb_path_query_array(sync_clients, '$[*].clientID') FROM media_items"),
              "[" + std::to_string(primary_.client()) + ", " + std::to_string(secondary_.client()) + "]");
}

TEST_F(ItemMerging, AddsItselfToEveryOldShapeOfSyncClients) {
    for (const auto& [shape, entries] :
         std::vector<std::pair<std::string, std::string>>{{R"({"clientID": 99, "itemID": "z"})", "2"},
                                                          {"null", "1"},
                                                          {R"([{"clientID": 99, "itemID": "z"}])", "2"}}) {
        primary_.begin();
        secondary_.begin();
        database_.sql().exec("TRUNCATE media_items, media_item_sources, media_item_keys");
        primary_.write({film("a")});
        database_.sql().rows("UPDATE media_items SET sync_clients = nullif($1, 'null')::jsonb", {shape});

        ASSERT_EQ(secondary_.write({film("x")}).updated, 1) << shape;

        EXPECT_EQ(text("SELECT jsonb_array_length(sync_clients) FROM media_items"), entries) << shape;
        EXPECT_EQ(text("SELECT sync_clients -> -1 ->> 'itemID' FROM media_items"), "x") << shape;
    }
}

TEST_F(ItemMerging, LetsTheOldestLeftSourceLeadWhenThePrimaryOneGoes) {
    primary_.write({film("a"), movie("b", "Ronin", 1998)});
    auto second = film("x");
    second.details.title = "HEAT";
    secondary_.write({second});
    primary_.begin();
    primary_.write({movie("b", "Ronin", 1998)});
    ASSERT_EQ(primary_.sweep(item_type::movie), 1);
    secondary_.begin();

    EXPECT_EQ(secondary_.write({second}).updated, 1);

    EXPECT_THAT(database_.sql().rows("SELECT m.title, s.client_item_id, s.is_primary, jsonb_array_length(sync_clients) "
                                     "FROM media_items m JOIN media_item_sources s ON s.media_item_id = m.id "
                                     "WHERE release_year = 1995"),
                ElementsAre(ElementsAre("HEAT", "x", "t", "1")));
}

TEST_F(ItemMerging, GivesAnItemThatLostAllItsSourcesToTheNext) {
    primary_.write({film("a"), movie("b", "Ronin", 1998)});
    primary_.begin();
    primary_.write({movie("b", "Ronin", 1998)});
    ASSERT_EQ(primary_.sweep(item_type::movie), 1);

    EXPECT_EQ(secondary_.write({film("x")}).updated, 1);

    EXPECT_EQ(text("SELECT is_primary FROM media_item_sources WHERE client_item_id = 'x'"), "t");
    EXPECT_EQ(text("SELECT jsonb_path_query_array(sync_clients, '$[*].itemID') FROM media_items WHERE title = 'Heat'"),
              R"(["x"])");
}

TEST_F(ItemMerging, LeavesWhatAUserSaysOfAnItemOutOfWhatIsShared) {
    primary_.write({film("a")});
    secondary_.write({film("x")});

    EXPECT_THAT(text("SELECT string_agg(data::text, '') FROM media_items"),
                testing::Not(testing::ContainsRegex("isFavorite|userRating|[pP]lay|position")));
}

} // namespace

} // namespace media_sync::postgres
