#include "stored_syncs_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr user_id k_owner = 21;

mapped_item item(item_type type, const std::string& id, const std::string& title, unsigned char version = 1) {
    mapped_item item;
    item.type = type;
    item.source_id = id;
    item.title = title;
    item.data = R"({"details":{"title":")" + title + R"("}})";
    item.content_hash.fill(version);
    return item;
}

// One run after another of one client, with what the database then holds.
class ItemWriting : public testing::Test {
  protected:
    ItemWriting() { begin(); }

    void begin() {
        if (claim_.id) world_.store().finish(claim_, {});
        const auto stored = world_.store().store({"system.media.sync", sync_type::music, {client_}, k_owner});
        claim_ = world_.store().claim(stored.id).value().claim;
    }

    item_counts write(const std::vector<mapped_item>& items, const std::vector<item_failure>& failures = {}) {
        item_counts written;
        const auto type = items.empty() ? item_type::track : items.front().type;
        world_.store().commit_batch(claim_, {client_, "subsonic", type, k_owner, items, failures},
                                    [&](const batch_outcome& outcome) {
                                        written = outcome.counts;
                                        return progress_row{};
                                    });
        return written;
    }

    std::string text(const std::string& statement) { return database_.text(statement); }
    std::int64_t number(const std::string& statement) { return database_.number(statement); }

    stored_syncs_world world_;
    migrated_database& database_ = world_.database();
    const client_id client_ = world_.client(k_owner);
    run_claim claim_;
};

TEST_F(ItemWriting, MakesARowThatSuasorReads) {
    using namespace std::chrono;
    auto movie = item(item_type::movie, "m1", "The Matrix");
    movie.release_date = sys_days(year(1999) / 3 / 31) + 1h;
    movie.release_year = 1999;
    movie.external_ids = {{"imdb", "tt0133093"}};

    write({movie});

    EXPECT_THAT(
        database_.sql().rows("SELECT type, title, owner_id, is_public, release_year, release_date, external_ids, data, "
                             "uuid IS NOT NULL, created_at = updated_at FROM media_items"),
        ElementsAre(ElementsAre("movie", "The Matrix", "0", "t", "1999", "1999-03-31 01:00:00+00",
                                R"([{"id": "tt0133093", "source": "imdb"}])", R"({"details": {"title": "The Matrix"}})",
                                "t", "t")));
    EXPECT_THAT(text("SELECT sync_clients FROM media_items"),
                testing::MatchesRegex(R"(\[\{"itemID": "m1", "clientID": [0-9]+, "clientType": "subsonic", )"
                                      R"("lastSynced": "20[0-9-]{8}T[0-9:]{8}Z", "syncStatus": "success"\}\])"));
    EXPECT_THAT(database_.sql().rows("SELECT key FROM media_item_keys ORDER BY key"),
                ElementsAre(ElementsAre("id:imdb:tt0133093"), ElementsAre("title:1999:the matrix")));
    EXPECT_THAT(
        database_.sql().rows("SELECT client_item_id, item_type, is_primary, last_seen_run_id FROM media_item_sources"),
        ElementsAre(ElementsAre("m1", "movie", "t", std::to_string(claim_.id))));
}

TEST_F(ItemWriting, LeavesNullWhatIsNotKnown) {
    write({item(item_type::track, "t", "T")});

    EXPECT_THAT(database_.sql().rows("SELECT release_date, release_year, external_ids FROM media_items"),
                ElementsAre(ElementsAre(std::nullopt, std::nullopt, std::nullopt)));
}

TEST_F(ItemWriting, GivesAPlaylistToItsUser) {
    auto playlist = item(item_type::playlist, "p", "Mix");
    playlist.data = R"({"list":{"items":[{"type":"track"},{"type":"track"}]}})";
    playlist.references = {{"itemID", item_type::track, "a"}, {"itemID", item_type::track, "unknown"}};
    write({item(item_type::track, "a", "A")});

    write({playlist});

    EXPECT_THAT(database_.sql().rows("SELECT owner_id, is_public FROM media_items WHERE type = 'playlist'"),
                ElementsAre(ElementsAre("21", "f")));
    EXPECT_EQ(
        text("SELECT jsonb_path_query_array(data, '$.list.items[*].itemID') FROM media_items WHERE type = 'playlist'"),
        "[" + text("SELECT id FROM media_items WHERE type = 'track'") + ", 0]");
}

TEST_F(ItemWriting, NamesTheEntriesOfAListThatAreNotInTheLibrary) {
    auto playlist = item(item_type::playlist, "p", "Mix");
    playlist.data = R"({"list":{"items":[{"type":"track"},{"type":"track"}]}})";
    playlist.references = {{"itemID", item_type::track, "gone", "Lost song"},
                           {"itemID", item_type::track, "gone", "Lost song"}};

    const auto counts = write({playlist});
    write({playlist});

    EXPECT_EQ(counts.created, 1);
    EXPECT_EQ(counts.failed, 0) << "the list itself was written";
    EXPECT_THAT(
        database_.sql().rows("SELECT client_item_id, title, error FROM job_run_failures"),
        ElementsAre(ElementsAre("gone", "Lost song",
                                R"(entry 1 of the playlist "Mix", a track, is not in the library; sync music first)")));
}

TEST_F(ItemWriting, ResolvesReferencesThroughTheSameClientsMappings) {
    write({item(item_type::album, "al", "Album")});
    auto track = item(item_type::track, "t", "T");
    track.references = {{"albumID", item_type::album, "al"}, {"artistID", item_type::artist, "nobody"}};
    auto bare = track;
    bare.source_id = "u";
    bare.data = "{}";

    write({track, bare});

    const auto album = text("SELECT id FROM media_items WHERE type = 'album'");
    EXPECT_EQ(text("SELECT data FROM media_items WHERE title = 'T' AND data ? 'details'"),
              R"({"albumID": )" + album + R"(, "details": {"title": "T"}, "artistID": 0})");
    EXPECT_EQ(text("SELECT data FROM media_items WHERE NOT data ? 'details'"),
              R"({"albumID": )" + album + R"(, "artistID": 0})");
}

TEST_F(ItemWriting, WritesAnItemAgainWhoseReferenceHasBecomeKnown) {
    auto track = item(item_type::track, "t", "T");
    track.references = {{"albumID", item_type::album, "al"}};
    write({track});
    begin();
    write({item(item_type::album, "al", "Album")});

    EXPECT_EQ(write({track}).updated, 1);
    begin();
    EXPECT_EQ(write({track}).unchanged, 1);
    EXPECT_NE(text("SELECT data ->> 'albumID' FROM media_items WHERE type = 'track'"), "0");
}

TEST_F(ItemWriting, WritesNoMediaItemThatIsUnchanged) {
    const std::vector items{item(item_type::track, "a", "A"), item(item_type::track, "b", "B")};
    write(items);
    const auto before = database_.sql().rows("SELECT id, xmin, ctid FROM media_items ORDER BY id");
    begin();

    EXPECT_EQ(write(items).unchanged, 2);

    EXPECT_EQ(database_.sql().rows("SELECT id, xmin, ctid FROM media_items ORDER BY id"), before);
    EXPECT_EQ(number("SELECT count(*) FROM media_item_sources WHERE last_seen_run_id = " + std::to_string(claim_.id)),
              2);
}

TEST_F(ItemWriting, UpdatesAChangedItemInItsRow) {
    auto artist = item(item_type::artist, "a", "Old");
    write({artist});
    const auto id = text("SELECT id FROM media_items");
    database_.sql().exec(R"(UPDATE media_items SET data = '{"details": {"title": "Old"}, "biography": "kept"}')");
    begin();

    artist = item(item_type::artist, "a", "New", 2);
    artist.external_ids = {{"musicbrainz", "mb"}};
    EXPECT_EQ(write({artist}).updated, 1);

    EXPECT_THAT(
        database_.sql().rows("SELECT id, title, data, external_ids, jsonb_array_length(sync_clients) FROM media_items"),
        ElementsAre(ElementsAre(id, "New", R"({"details": {"title": "New"}, "biography": "kept"})",
                                R"([{"id": "mb", "source": "musicbrainz"}])", "1")));
    EXPECT_THAT(database_.sql().rows("SELECT key FROM media_item_keys ORDER BY key"),
                ElementsAre(ElementsAre("id:musicbrainz:mb"), ElementsAre("name:new")));
}

TEST_F(ItemWriting, ReadsEveryShapeOfSyncClientsAndWritesAnArray) {
    const std::string mine = R"({"clientID": )" + std::to_string(client_) + R"(, "itemID": "t"})";
    const std::string other = R"({"clientID": 99, "itemID": "z"})";
    for (const auto& [shape, left] : std::vector<std::pair<std::string, std::string>>{
             {mine, "1"}, {"null", "1"}, {"[" + other + "," + mine + "]", "2"}, {other, "2"}}) {
        begin();
        database_.sql().exec("TRUNCATE media_items, media_item_sources, media_item_keys");
        write({item(item_type::track, "t", "T")});
        database_.sql().rows("UPDATE media_items SET sync_clients = nullif($1, 'null')::jsonb", {shape});
        begin();

        ASSERT_EQ(write({item(item_type::track, "t", "T", 2)}).updated, 1) << shape;
        EXPECT_EQ(text("SELECT jsonb_array_length(sync_clients) FROM media_items"), left) << shape;
        EXPECT_EQ(text("SELECT sync_clients -> -1 ->> 'itemID' FROM media_items"), "t") << shape;
    }
}

TEST_F(ItemWriting, OnlyFillsWhatIsEmptyFromASecondarySource) {
    write({item(item_type::track, "t", "Title")});
    database_.sql().exec("UPDATE media_item_sources SET is_primary = false, content_hash = NULL");
    begin();

    auto track = item(item_type::track, "t", "Another");
    track.release_year = 2001;
    write({track});

    EXPECT_THAT(database_.sql().rows("SELECT title, release_year, data -> 'details' ->> 'title' FROM media_items"),
                ElementsAre(ElementsAre("Title", "2001", "Title")));
}

TEST_F(ItemWriting, MakesAnItemAnewThatTheHostHasDeleted) {
    write({item(item_type::track, "t", "T")});
    database_.sql().exec("DELETE FROM media_items");
    begin();

    EXPECT_EQ(write({item(item_type::track, "t", "T")}).created, 1);
    EXPECT_EQ(number("SELECT count(*) FROM media_item_sources s JOIN media_items m ON m.id = s.media_item_id"), 1);
}

TEST_F(ItemWriting, WritesInOrderOfTheSourceIds) {
    write({item(item_type::track, "c", "C"), item(item_type::track, "a", "A"), item(item_type::track, "b", "B")});

    EXPECT_EQ(text("SELECT string_agg(title, '' ORDER BY id) FROM media_items"), "ABC");
}

TEST_F(ItemWriting, KeepsAThousandFailuresARunAndCountsTheRest) {
    std::vector<item_failure> failures;
    for (int i = 0; i < 1010; ++i)
        failures.push_back({std::to_string(i), "title", std::string("bad\0byte \xff", 10)});

    EXPECT_EQ(write({}, failures).failed, 1010);
    EXPECT_EQ(write({}, failures).failed, 0) << "each counts once";
    EXPECT_EQ(write({}, {{"", "title", "why"}}).failed, 1);

    EXPECT_EQ(number("SELECT count(*) FROM job_run_failures WHERE error <> ''"), 1000);
    EXPECT_EQ(text("SELECT error FROM job_run_failures LIMIT 1"), "badbyte \xef\xbf\xbd");

    world_.store().finish(claim_, {});
    EXPECT_EQ(number("SELECT count(*) FROM job_run_failures"), 1000) << "the ids have served";
}

TEST_F(ItemWriting, FailsAnItemWhoseIdNoIndexCanHoldAndWritesTheOthers) {
    const auto longest = item(item_type::track, std::string(1024, 'a'), "longest");
    const auto too_long = item(item_type::track, std::string(1025, 'b'), "too long");

    for (const bool again : {false, true}) {
        const auto counts = write({too_long, longest, item(item_type::track, "t", "T")});
        EXPECT_EQ(counts.created, again ? 0 : 2);
        EXPECT_EQ(counts.failed, again ? 0 : 1);
    }
    EXPECT_EQ(write({item(item_type::track, "", "nameless")}).failed, 1);

    EXPECT_THAT(database_.sql().rows("SELECT title, length(client_item_id), error FROM job_run_failures ORDER BY id"),
                ElementsAre(ElementsAre("too long", "1024", "its id is longer than 1,024 bytes"),
                            ElementsAre("nameless", "0", "the server gives it no id")));
}

TEST_F(ItemWriting, SweepsMappingsAndHandsOverToTheOldestSourceLeft) {
    write({item(item_type::track, "gone", "T"), item(item_type::track, "stays", "S")});
    const auto media_item = text("SELECT id FROM media_items WHERE title = 'T'");
    database_.sql().rows("INSERT INTO media_item_sources (client_id, item_type, client_item_id, media_item_id, "
                         "is_primary, content_hash) "
                         "VALUES (98, 'track', 'x', $1, false, 'h'), (97, 'track', 'y', $1, false, 'h')",
                         {media_item});
    database_.sql().exec("UPDATE media_item_sources SET created_at = now() - interval '1 day' WHERE client_id = 98");
    begin();
    write({item(item_type::track, "stays", "S")});

    EXPECT_EQ(world_.store().sweep(claim_, client_, item_type::track).removed, 1);

    EXPECT_THAT(database_.sql().rows("SELECT client_id, is_primary, content_hash FROM media_item_sources "
                                     "WHERE media_item_id = $1 ORDER BY 1",
                                     {media_item}),
                ElementsAre(ElementsAre("97", "f", "\\x68"), ElementsAre("98", "t", std::nullopt)));
    EXPECT_EQ(text("SELECT sync_clients FROM media_items WHERE title = 'T'"), "[]");
    EXPECT_EQ(text("SELECT jsonb_array_length(sync_clients) FROM media_items WHERE title = 'S'"), "1");
}

TEST_F(ItemWriting, SweepsNoMoreAtATimeThanAStatementCanDoInTime) {
    write({item(item_type::track, "stays", "S")});
    database_.sql().rows(
        "INSERT INTO media_item_sources (client_id, item_type, client_item_id, media_item_id, is_primary) "
        "SELECT client_id, item_type, 'gone ' || n, media_item_id, false "
        "FROM media_item_sources, generate_series(1, $1) AS n",
        {"5001"});
    const auto sweep = [&] { return world_.store().sweep(claim_, client_, item_type::track).removed; };

    EXPECT_EQ(sweep(), 5000);
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(sweep(), 0);

    EXPECT_EQ(text("SELECT client_item_id FROM media_item_sources"), "stays");
}

} // namespace

} // namespace media_sync::postgres
