#include "base_item_servers.hpp"

#include <future>
#include <set>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using suasor::testing::scripted_response;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const manual_cancel k_never;

scripted_response respond(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    scripted_response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

void replace_first(std::string& body, std::string_view from, std::string_view to) {
    if (const auto at = body.find(from); at != std::string::npos) body.replace(at, from.size(), to);
}

library_size some_movies(int count) {
    library_size size;
    size.movies = count;
    return size;
}

template <class Server>
class BaseItemFaults : public ::testing::Test {
  protected:
    Server& server() {
        if (!server_) server_.emplace(library_, dialect_);
        return *server_;
    }

    std::unique_ptr<media_source> open(const std::string& key = Server::k_key) {
        return open_source(server(), known_user<Server>(), settings_, key);
    }

    void replace_answers(scripted_response response, int times = -1, std::string operation = "Items") {
        server().inject({std::move(operation), times, std::move(response), false, {}});
    }
    void edit_answers(std::function<void(std::string&)> edit, int times = -1, std::string operation = "Items") {
        server().inject({std::move(operation), times, {}, false, std::move(edit)});
    }
    void send_in_the_manner_of(scripted_response manner, int times) {
        server().inject({"Items", times, manner, true, {}});
    }

    // Reads all movies; the text of the source_error, which never holds what must not be seen.
    std::string error_of_sweep(const std::string& key = Server::k_key) {
        const auto text = source_error_of([&] { sweep(*open(key), item_type::movie); });
        const auto product = std::is_same_v<Server, fake_emby> ? "Emby" : "Jellyfin";
        EXPECT_THAT(text, HasSubstr(std::string(product) + " server \"Home\": "));
        for (const auto& hidden : {std::string(Server::k_key), key, std::string("?"), std::string("Token")})
            EXPECT_THAT(text, Not(HasSubstr(hidden)));
        return text;
    }

    void expect_all_movies() {
        const auto all = sweep(*open(), item_type::movie);
        EXPECT_THAT(all.failures, IsEmpty());
        const auto library = server().library();
        expected_of(server(), library).expect_all(item_type::movie, all.items);
        EXPECT_THAT(server().breaches(), IsEmpty());
    }

    generated_library library_ = generated_library::of(some_movies(8));
    base_item_dialect dialect_;
    http_settings settings_ = impatient();
    std::optional<Server> server_;
};

using servers = ::testing::Types<fake_jellyfin, fake_emby>;
TYPED_TEST_SUITE(BaseItemFaults, servers);

TYPED_TEST(BaseItemFaults, AWrongKeyIsToBeReplaced) {
    EXPECT_THAT(this->error_of_sweep("hunter2"),
                AllOf(HasSubstr("does not accept the API key"), HasSubstr("API Keys"), HasSubstr("client's settings")));
}

TYPED_TEST(BaseItemFaults, AKeyWithoutTheRightIsReported) {
    this->replace_answers(respond(403, ""));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("HTTP 403"), HasSubstr("API key"), HasSubstr("userID")));
}

TYPED_TEST(BaseItemFaults, AnAddressOfSomethingElseIsReported) {
    this->replace_answers(respond(404, ""));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("HTTP 404"), HasSubstr("baseURL"), HasSubstr("userID")));
}

TYPED_TEST(BaseItemFaults, ANameInPlaceOfTheUsersIdIsReported) {
    this->replace_answers(respond(400, R"({"errors":{"userId":["The value 'ann' is not valid."]}})"));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("HTTP 400"), HasSubstr("userID")));
}

TYPED_TEST(BaseItemFaults, AKeyThatMayNotListUsersIsReported) {
    this->replace_answers(respond(403, ""), -1, "Users");
    const auto source = open_source(this->server(), R"("username": "ann")");

    EXPECT_THAT(source_error_of([&] { source->count(item_type::movie, k_never); }),
                AllOf(HasSubstr("HTTP 403"), HasSubstr("userID")));
}

TYPED_TEST(BaseItemFaults, A429IsWaitedFor) {
    this->replace_answers(respond(429, "", {{"Retry-After", "1"}}), 1);

    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, ABurstOf500IsSurvived) {
    this->replace_answers(respond(500, "oops"), 2);

    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, AServerThatGoesOnFailingIsReported) {
    this->replace_answers(respond(500, "oops"));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("HTTP 500"), HasSubstr("server's log")));
}

TYPED_TEST(BaseItemFaults, AResetInTheBodyIsSurvived) {
    scripted_response reset;
    reset.reset_after = 40;
    this->send_in_the_manner_of(reset, 2);

    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, TruncatedJsonIsReported) {
    this->edit_answers([](std::string& body) { body.resize(body.size() / 2); });

    EXPECT_THAT(this->error_of_sweep(), HasSubstr("JSON that breaks off in the middle"));
}

TYPED_TEST(BaseItemFaults, AnOversizedAnswerIsReported) {
    this->settings_.max_body = 100'000;
    this->edit_answers([](std::string& body) { body += std::string(200'000, ' '); });

    EXPECT_THAT(this->error_of_sweep(), HasSubstr("more than 100000 bytes"));
}

TYPED_TEST(BaseItemFaults, DeepNestingIsReported) {
    this->replace_answers(respond(200, std::string(1'000'000, '[')));

    EXPECT_THAT(this->error_of_sweep(), HasSubstr("nested too deeply"));
}

TYPED_TEST(BaseItemFaults, AWebPageIsReported) {
    this->replace_answers(respond(200, "<!doctype html><html>Log in</html>"));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("HTML"), HasSubstr("baseURL")));
}

TYPED_TEST(BaseItemFaults, XmlIsReported) {
    this->replace_answers(respond(200, "<?xml version=\"1.0\"?><Items/>"));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("XML instead of JSON"), HasSubstr("baseURL")));
}

TYPED_TEST(BaseItemFaults, AProxyThatWantsALogInIsReported) {
    for (const int status : {401, 403}) {
        this->server_.reset();
        this->replace_answers(respond(status, "<html>who are you</html>"));
        EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("HTTP " + std::to_string(status)), HasSubstr("proxy")));
    }
}

TYPED_TEST(BaseItemFaults, JsonOfSomethingElseIsReported) {
    for (const auto* body :
         {"{}", "null", "7", R"({"Items": 1})", R"({"Items": {}})", R"({"subsonic-response": {}})"}) {
        this->server_.reset();
        this->replace_answers(respond(200, body));
        EXPECT_THAT(this->error_of_sweep(), HasSubstr("JSON of something other than")) << body;
    }
}

TYPED_TEST(BaseItemFaults, AWrongContentTypeCostsNothing) {
    this->send_in_the_manner_of(respond(200, "", {{"Content-Type", "text/html"}}), -1);

    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, ATrickleIsReadToItsEnd) {
    scripted_response slow;
    slow.trickle = 500;
    this->send_in_the_manner_of(slow, -1);

    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, AStallIsSurvived) {
    scripted_response stalled;
    stalled.stall = true;
    this->send_in_the_manner_of(stalled, 1);

    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, ACancelInterruptsAStall) {
    scripted_response stalled;
    stalled.stall = true;
    this->send_in_the_manner_of(stalled, -1);
    this->settings_.stall_timeout = 60s;
    const auto source = this->open();
    manual_cancel cancel;
    auto reading = std::async(std::launch::async, [&] { sweep(*source, item_type::movie, cancel); });
    this->server().http().wait_for_requests(1);

    cancel.request(cancel_reason::user);

    EXPECT_THROW(reading.get(), cancelled);
}

TYPED_TEST(BaseItemFaults, ARedirectToAnotherHostIsRefused) {
    TypeParam stranger(generated_library{});
    this->replace_answers(respond(302, "", {{"Location", stranger.base_url() + "/Items"}}));

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("redirects to " + stranger.base_url()), HasSubstr("baseURL")));
    EXPECT_THAT(stranger.http().requests(), IsEmpty());
}

TYPED_TEST(BaseItemFaults, AServerThatIgnoresTheStartIndexIsReportedAndNotBelieved) {
    this->library_ = generated_library::of(some_movies(700));
    this->dialect_.repeat_first_page = true;

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("the same 200 elements"), HasSubstr("update the server")));
}

TYPED_TEST(BaseItemFaults, NeitherIsItWithoutATotal) {
    this->library_ = generated_library::of(some_movies(700));
    this->dialect_.repeat_first_page = true;
    this->dialect_.total = -1;

    EXPECT_THAT(this->error_of_sweep(), AllOf(HasSubstr("the same 200 elements"), HasSubstr("update the server")));
}

TYPED_TEST(BaseItemFaults, AServerThatIgnoresTheStartIndexOfAShortListIsReadToItsEnd) {
    this->dialect_.repeat_first_page = true;
    this->expect_all_movies();

    this->server_.reset();
    this->dialect_.total = -1;
    this->expect_all_movies();
}

TYPED_TEST(BaseItemFaults, APageThatComesOnceMoreLosesNothing) {
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

TYPED_TEST(BaseItemFaults, TotalsThatLieLoseNothing) {
    this->library_ = generated_library::of(some_movies(450));
    for (const std::int64_t total : {std::int64_t{0}, std::int64_t{1}, std::int64_t{449}, std::int64_t{5000},
                                     std::int64_t{-1}, std::int64_t{-2'147'483'648}, INT64_MAX}) {
        SCOPED_TRACE(total);
        this->server_.reset();
        this->dialect_.total = total;

        this->expect_all_movies();
    }
}

TYPED_TEST(BaseItemFaults, ANegativeTotalIsNone) {
    this->dialect_.total = -1;

    EXPECT_FALSE(this->open()->count(item_type::movie, k_never));
    EXPECT_FALSE(this->open()->count(listing::history(), k_never));
}

TYPED_TEST(BaseItemFaults, ItemsWithoutIdAreFailuresAndTheOthersAreRead) {
    this->edit_answers([](std::string& body) { replace_first(body, R"(,"Id":")", R"(,"NoId":")"); });

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(7));
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_EQ(page.failures[0].error, "the server gave no id");
    EXPECT_EQ(page.failures[0].title, this->library_.at(1).title);
}

TYPED_TEST(BaseItemFaults, AnItemWithoutTitleIsNamedByItsId) {
    this->edit_answers([](std::string& body) { replace_first(body, R"({"Name":")", R"({"Nome":")"); });

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(7));
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_EQ(page.failures[0].source_id, TypeParam::id_of(1));
    EXPECT_EQ(page.failures[0].error, "the server gave no title");
}

TYPED_TEST(BaseItemFaults, StrangersInAListAreFailures) {
    this->edit_answers([](std::string& body) { replace_first(body, "\"Items\":[{", "\"Items\":[null,7,[],{"); }, 1);

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(8));
    EXPECT_THAT(page.failures, SizeIs(3));
}

TYPED_TEST(BaseItemFaults, ItemsOfAnotherKindAreFailures) {
    this->edit_answers([](std::string& body) { replace_first(body, R"("Type":"Movie")", R"("Type":"Trailer")"); });

    const auto page = sweep(*this->open(), item_type::movie);

    EXPECT_THAT(page.items, SizeIs(7));
    ASSERT_THAT(page.failures, SizeIs(1));
    EXPECT_THAT(page.failures[0].error, AllOf(HasSubstr("Trailer"), HasSubstr("Movie")));
}

TYPED_TEST(BaseItemFaults, DuplicateIdsAreDeliveredOnce) {
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

TYPED_TEST(BaseItemFaults, InvalidUtf8CostsNoItem) {
    this->edit_answers([](std::string& body) {
        replace_first(body, R"("Name":")", "\"Name\":\"\xE9\xFF");
        replace_first(body, R"("Overview":")", R"("Overview":"\udc80)");
    });

    EXPECT_THAT(sweep(*this->open(), item_type::movie).items, SizeIs(8));
}

TYPED_TEST(BaseItemFaults, NumbersOfAnySizeAndTypeCostNoItem) {
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

TYPED_TEST(BaseItemFaults, FieldsOfTheWrongTypeCostNoItem) {
    this->edit_answers([](std::string& body) {
        for (const auto* key : {"\"Genres\":", "\"Studios\":", "\"People\":", "\"ProviderIds\":", "\"ImageTags\":",
                                "\"BackdropImageTags\":", "\"MediaStreams\":", "\"RemoteTrailers\":"})
            for (auto at = body.find(key); at != std::string::npos; at = body.find(key, at + 1))
                body.insert(at + std::string_view(key).size(), "7,\"Was\":");
    });

    EXPECT_THAT(sweep(*this->open(), item_type::movie).items, SizeIs(8));
}

TYPED_TEST(BaseItemFaults, AListWhoseEntriesAreGoneIsAFailureAndNotEmpty) {
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

TYPED_TEST(BaseItemFaults, AListWhoseEntriesRepeatIsAFailure) {
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

TYPED_TEST(BaseItemFaults, AShortListWhoseEntriesRepeatIsRead) {
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

TYPED_TEST(BaseItemFaults, EntriesThatAreNotSyncedStayNamed) {
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

TYPED_TEST(BaseItemFaults, WhatWasPlayedToItsEndIsNotToldTwice) {
    auto size = some_movies(60);
    this->library_ = generated_library::of(size);
    for (auto& [number, movie] : this->library_.items)
        if (movie.state.played) movie.state.position_ms = 1000;
    // A server that does not take both conditions together: it lists what is begun, played or not.
    this->edit_answers([&](std::string& body) {
        if (body.find("\"Played\":false") != std::string::npos)
            replace_first(body, "\"Played\":false", "\"Played\":true");
    });

    const auto states = sweep(*this->open(), listing::history()).states;

    std::set<std::string> ids;
    for (const auto& state : states)
        EXPECT_TRUE(ids.insert(state.source_id).second);
    EXPECT_FALSE(ids.empty());
}

} // namespace
} // namespace media_sync
