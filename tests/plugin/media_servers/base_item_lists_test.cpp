#include "base_item_faults.hpp"

#include <set>

namespace media_sync {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const manual_cancel k_never;

using servers = ::testing::Types<fake_jellyfin, fake_emby>;

template <class Server>
using BaseItemLists = base_item_faults<Server>;
TYPED_TEST_SUITE(BaseItemLists, servers);

TYPED_TEST(BaseItemLists, AServerThatIgnoresTheStartIndexIsReportedAndNotBelieved) {
    this->library_ = generated_library::of(some_movies(700));
    this->dialect_.repeat_first_page = true;

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("the same 200 elements"), HasSubstr("update the server")));
}

TYPED_TEST(BaseItemLists, NeitherIsItWithoutATotal) {
    this->library_ = generated_library::of(some_movies(700));
    this->dialect_.repeat_first_page = true;
    this->dialect_.total = -1;

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("the same 200 elements"), HasSubstr("update the server")));
}

TYPED_TEST(BaseItemLists, AServerThatIgnoresTheStartIndexOfAShortListIsReadToItsEnd) {
    this->dialect_.repeat_first_page = true;
    this->expect_all_movies();

    this->server_.reset();
    this->dialect_.total = -1;
    this->expect_all_movies();
}

TYPED_TEST(BaseItemLists, APageThatComesOnceMoreLosesNothing) {
    this->library_ = generated_library::of(some_movies(700));
    std::string first;
    int pages = 0;
    this->edit_answers([&](std::string& body) {
        ++pages;
        if (pages == 1) first = body;
        if (pages == 3) body = first; // the third page is lost, until the list is read again
    });

    const auto all = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(all.items, SizeIs(700));
    EXPECT_THAT(all.failures, IsEmpty());
}

// Two pages, one after the other and over and over, of a list that is said to be endless.
std::function<void(std::string&)> in_circles(const std::string& key) {
    return [key, pages = 0](std::string& body) mutable {
        const auto page = std::to_string(++pages % 2);
        body = R"({"Items": [{")" + key + R"(": ")" + page + R"(", "Name": "A"}, {")" + key +
               R"(": "x", "Name": "X"}],)" + R"("TotalRecordCount": 1000000000})";
    };
}

TYPED_TEST(BaseItemLists, AServerThatLeadsInCirclesIsReported) {
    this->edit_answers(in_circles("Id"));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("leads in circles"), HasSubstr("update the server")));
}

TYPED_TEST(BaseItemLists, AListWhoseEntriesGoInCirclesIsAFailure) {
    auto size = some_movies(8);
    size.playlists = 2;
    this->library_ = generated_library::of(size);
    this->edit_answers(in_circles("PlaylistItemId"), -1, "PlaylistItems");

    const auto page = sweep(*this->open(), item_type::playlist);

    EXPECT_THAT(page.items, IsEmpty());
    ASSERT_THAT(page.failures, SizeIs(2));
    EXPECT_THAT(page.failures[0].error, HasSubstr("the same entries for every start index"));
}

TYPED_TEST(BaseItemLists, EntriesWithoutAnIdGoInNoCircles) {
    auto size = some_movies(8);
    size.playlists = 1;
    this->library_ = generated_library::of(size);
    this->edit_answers(in_circles("none"), -1, "PlaylistItems");

    EXPECT_THAT(sweep(*this->open(), item_type::playlist).failures, SizeIs(1));
}

TYPED_TEST(BaseItemLists, TotalsThatLieLoseNothing) {
    this->library_ = generated_library::of(some_movies(450));
    for (const std::int64_t total : {std::int64_t{0}, std::int64_t{1}, std::int64_t{449}, std::int64_t{5000},
                                     std::int64_t{-1}, std::int64_t{-2'147'483'648}, INT64_MAX}) {
        SCOPED_TRACE(total);
        this->server_.reset();
        this->dialect_.total = total;

        this->expect_all_movies();
    }
}

TYPED_TEST(BaseItemLists, ANegativeTotalIsNone) {
    this->dialect_.total = -1;

    EXPECT_FALSE(this->open()->count(item_type::movie, k_never));
    EXPECT_FALSE(this->open()->count(listing::history(), k_never));
}

TYPED_TEST(BaseItemLists, ItemsWithoutIdAreFailuresAndTheOthersAreRead) {
    this->edit_answers([](std::string& body) { replace_first(body, R"(,"Id":")", R"(,"NoId":")"); });

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(7));
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_EQ(page.failures[0].error, "the server gave no id");
    EXPECT_EQ(page.failures[0].title, this->library_.at(1).title);
}

TYPED_TEST(BaseItemLists, AnItemWithoutTitleIsNamedByItsId) {
    this->edit_answers([](std::string& body) { replace_first(body, R"({"Name":")", R"({"Nome":")"); });

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(7));
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_EQ(page.failures[0].source_id, TypeParam::id_of(1));
    EXPECT_EQ(page.failures[0].error, "the server gave no title");
}

TYPED_TEST(BaseItemLists, StrangersInAListAreFailures) {
    this->edit_answers([](std::string& body) { replace_first(body, "\"Items\":[{", "\"Items\":[null,7,[],{"); }, 1);

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(8));
    EXPECT_THAT(page.failures, SizeIs(3));
}

TYPED_TEST(BaseItemLists, ItemsOfAnotherKindAreFailures) {
    this->edit_answers([](std::string& body) { replace_first(body, R"("Type":"Movie")", R"("Type":"Trailer")"); });

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(7));
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_THAT(page.failures[0].error, AllOf(HasSubstr("Trailer"), HasSubstr("Movie")));
}

TYPED_TEST(BaseItemLists, DuplicateIdsAreDeliveredOnce) {
    this->library_ = generated_library::of(some_movies(450));
    this->edit_answers([](std::string& body) {
        // Every page begins with the first film.
        const auto first = R"({"Name":"Twice","Id":")" + TypeParam::id_of(1) + "\"}";
        if (body.find("\"Items\":[]") == std::string::npos)
            replace_first(body, "\"Items\":[", "\"Items\":[" + first + ',');
    });

    const auto all = sweep(*this->open(), item_type::movie);

    std::set<std::string> ids;
    for (const auto& item : all.items)
        EXPECT_TRUE(ids.insert(item.source_id).second) << item.source_id;
}

TYPED_TEST(BaseItemLists, InvalidUtf8CostsNoItem) {
    this->edit_answers([](std::string& body) {
        replace_first(body, R"("Name":")", "\"Name\":\"\xE9\xFF");
        replace_first(body, R"("Overview":")", R"("Overview":"\udc80)");
    });

    EXPECT_THAT(sweep(*this->open(), item_type::movie).items, SizeIs(8));
}

TYPED_TEST(BaseItemLists, NumbersOfAnySizeAndTypeCostNoItem) {
    for (const auto* number : {"null", "\"\"", "{}", "[]", "true", "-1", "1e400", "9223372036854775807",
                               "18446744073709551616", "0.5", "\"12\"", "-9223372036854775808"}) {
        SCOPED_TRACE(number);
        this->server_.reset();
        this->edit_answers([number](std::string& body) {
            for (const auto* key :
                 {"\"RunTimeTicks\":", "\"ProductionYear\":", "\"CommunityRating\":", "\"PlayCount\":",
                  "\"PlaybackPositionTicks\":", "\"Rating\":", "\"TotalRecordCount\":"})
                for (auto at = body.find(key); at != std::string::npos; at = body.find(key, at + 1)) {
                    const auto begin = at + std::string_view(key).size();
                    body.replace(begin, body.find_first_of(",}", begin) - begin, number);
                }
        });
        const auto movies = sweep(*this->open(), item_type::movie);
        EXPECT_THAT(movies.items, SizeIs(8));
        EXPECT_THAT(movies.failures, IsEmpty());
        for (const auto& movie : movies.items)
            EXPECT_GE(movie.details.duration_seconds.value_or(0), 0);
        for (const auto& state : sweep(*this->open(), listing::history()).states)
            EXPECT_GE(state.play_count.value_or(0), 0);
    }
}

TYPED_TEST(BaseItemLists, FieldsOfTheWrongTypeCostNoItem) {
    this->edit_answers([](std::string& body) {
        for (const auto* key : {"\"Genres\":", "\"Studios\":", "\"People\":", "\"ProviderIds\":", "\"ImageTags\":",
                                "\"BackdropImageTags\":", "\"MediaStreams\":", "\"RemoteTrailers\":"})
            for (auto at = body.find(key); at != std::string::npos; at = body.find(key, at + 1))
                body.insert(at + std::string_view(key).size(), "7,\"Was\":");
    });

    EXPECT_THAT(sweep(*this->open(), item_type::movie).items, SizeIs(8));
}

TYPED_TEST(BaseItemLists, AListWhoseEntriesAreGoneIsAFailureAndNotEmpty) {
    auto size = some_movies(8);
    size.playlists = 3;
    size.collections = 3;
    this->library_ = generated_library::of(size);
    this->replace_answers(respond(404, ""), 1, "PlaylistItems");
    this->replace_answers(respond(403, ""), 1, "CollectionItems");

    for (const auto type : {item_type::playlist, item_type::collection}) {
        const auto page = sweep(*this->open(), type);
        EXPECT_THAT(page.items, SizeIs(2));
        ASSERT_THAT(page.failures, SizeIs(1));
        EXPECT_FALSE(page.failures[0].source_id.empty());
        EXPECT_THAT(page.failures[0].error, HasSubstr("its entries cannot be read: the server "));
    }
}

TYPED_TEST(BaseItemLists, AListWhoseEntriesRepeatIsAFailure) {
    auto size = some_movies(800);
    size.playlists = 1;
    size.entries_per_playlist = 1200;
    this->library_ = generated_library::of(size);
    this->dialect_.repeat_first_page = true;

    const auto page = sweep(*this->open(), item_type::playlist);

    EXPECT_THAT(page.items, IsEmpty());
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_THAT(page.failures[0].error, HasSubstr("the same entries for every start index"));
}

TYPED_TEST(BaseItemLists, AShortListWhoseEntriesRepeatIsRead) {
    auto size = some_movies(8);
    size.playlists = 3;
    size.collections = 3;
    this->library_ = generated_library::of(size);
    for (const auto total : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{-1}}) {
        this->server_.reset();
        this->dialect_.repeat_first_page = true;
        this->dialect_.total = total;
        const auto library = this->server().library();
        const auto expected = expected_of(this->server(), library);
        for (const auto type : {item_type::playlist, item_type::collection})
            expected.expect_all(type, sweep(*this->open(), type).items);
    }
}

TYPED_TEST(BaseItemLists, EntriesThatAreNotSyncedStayNamed) {
    auto size = some_movies(8);
    size.playlists = 1;
    this->library_ = generated_library::of(size);
    this->edit_answers(
        [](std::string& body) {
            replace_first(body, R"("Type":"Movie")", R"("Type":"MusicVideo")");
            replace_first(body, R"("Items":[)", R"("Items":[null,)");
        },
        1, "PlaylistItems");

    const auto lists = sweep(*this->open(), item_type::playlist).items;

    ASSERT_THAT(lists, SizeIs(1));
    const auto& entries = std::get<playlist_facts>(lists[0].facts).entries;
    EXPECT_THAT(entries, SizeIs(7)); // five, the one that occurs twice, and the stranger
    EXPECT_EQ(entries[0].source_id, "");
    EXPECT_FALSE(entries[1].title.empty());
}

TYPED_TEST(BaseItemLists, WhatWasPlayedToItsEndIsNotToldTwice) {
    this->library_ = generated_library::of(some_movies(60));
    for (auto& [number, movie] : this->library_.items)
        if (movie.state.played) movie.state.position_ms = 1000;
    this->dialect_.begun_means_any = true;

    const auto states = sweep(*this->open(), listing::history()).states;

    const auto library = this->server().library();
    expected_of(this->server(), library).expect_history(states);
}

} // namespace
} // namespace media_sync
