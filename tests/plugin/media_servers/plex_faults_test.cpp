#include "plex_fixture.hpp"

#include <gmock/gmock.h>

#include <future>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using suasor::testing::fake_plex;
using suasor::testing::generated_library;
using suasor::testing::media_kind;
using suasor::testing::plex_dialect;
using suasor::testing::scripted_response;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

scripted_response respond(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    scripted_response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

void replace_first(std::string& body, std::string_view from, std::string_view to) {
    const auto at = body.find(from);
    ASSERT_NE(at, std::string::npos) << from << " is not in " << body.substr(0, 500);
    body.replace(at, from.size(), to);
}

class PlexFaults : public ::testing::Test {
  protected:
    fake_plex& server() {
        if (!server_) server_.emplace(library_, dialect_);
        return *server_;
    }
    std::unique_ptr<media_source> open() { return open_plex(server().base_url(), settings_); }

    void replace_answers(std::string operation, scripted_response response, int times = -1) {
        server().inject({std::move(operation), times, std::move(response), false, {}});
    }
    void edit_answers(std::string operation, std::function<void(std::string&)> edit, int times = -1) {
        server().inject({std::move(operation), times, {}, false, std::move(edit)});
    }
    void mistreat_answers(std::string operation, scripted_response manner, int times) {
        server().inject({std::move(operation), times, std::move(manner), true, {}});
    }

    // Reads a listing; the text of the source_error, which never holds what must not be seen.
    std::string error_of_sweep(listing what = item_type::movie) {
        const auto text = source_error_of([&] { sweep(*open(), what); });
        EXPECT_THAT(text, HasSubstr("Plex server \"Home\""));
        for (const auto* hidden : {fake_plex::k_token, "?", "X-Plex"})
            EXPECT_THAT(text, Not(HasSubstr(hidden)));
        return text;
    }

    void expect_all_movies() {
        expect_all(sweep(*open(), item_type::movie), media_kind::movie, server().library(), server().base_url());
    }

    generated_library library_ = generated_library::of({.movies = 30, .playlists = 3, .collections = 3});
    plex_dialect dialect_;
    http_settings settings_ = impatient();
    std::optional<fake_plex> server_;
};

TEST_F(PlexFaults, AWrongTokenIsToBeRenewed) {
    const auto text =
        source_error_of([&] { sweep(*open_plex(server().base_url(), settings_, "hunter2"), item_type::movie); });

    EXPECT_THAT(text, AllOf(HasSubstr("refuses the token"), HasSubstr("client's settings"), Not(HasSubstr("hunter2"))));
}

TEST_F(PlexFaults, AWrongTokenEndsTheHistoryToo) {
    const auto source = open_plex(server().base_url(), settings_, "hunter2");

    EXPECT_THAT(source_error_of([&] { sweep(*source, listing::history()); }), HasSubstr("refuses the token"));
}

TEST_F(PlexFaults, AUserWithoutTheRightIsToGetIt) {
    replace_answers("all", respond(403, "<html>Forbidden</html>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("/library/sections/1/all"), HasSubstr("share the library")));
}

TEST_F(PlexFaults, AnAddressOfSomethingElseIsToBeCorrected) {
    replace_answers("", respond(404, "<html>nginx</html>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTTP 404"), HasSubstr("baseURL")));
}

TEST_F(PlexFaults, A400IsReported) {
    replace_answers("all", respond(400, "<html>Bad Request</html>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTTP 400"), HasSubstr("server's log")));
}

TEST_F(PlexFaults, A429IsWaitedFor) {
    replace_answers("all", respond(429, "", {{"Retry-After", "1"}}), 1);

    expect_all_movies();
}

TEST_F(PlexFaults, ABurstOf500IsSurvived) {
    replace_answers("", respond(500, "oops"), 2);

    expect_all_movies();
}

TEST_F(PlexFaults, AServerThatGoesOnFailingIsReported) {
    replace_answers("all", respond(503, "maintenance"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTTP 503"), HasSubstr("server's log")));
}

TEST_F(PlexFaults, AResetInTheBodyIsSurvived) {
    scripted_response reset;
    reset.reset_after = 40;
    mistreat_answers("all", reset, 2);

    expect_all_movies();
}

TEST_F(PlexFaults, TruncatedJsonIsReported) {
    edit_answers("all", [](std::string& body) { body.resize(body.size() / 2); });

    EXPECT_THAT(error_of_sweep(), HasSubstr("JSON that breaks off in the middle"));
}

TEST_F(PlexFaults, AnOversizedAnswerIsReported) {
    settings_.max_body = 100'000;
    edit_answers("all", [](std::string& body) { body += std::string(200'000, ' '); });

    EXPECT_THAT(error_of_sweep(), HasSubstr("more than 100000 bytes"));
}

TEST_F(PlexFaults, DeepNestingIsReported) {
    replace_answers("all", respond(200, std::string(1'000'000, '[')));

    EXPECT_THAT(error_of_sweep(), HasSubstr("nested too deeply"));
}

TEST_F(PlexFaults, XmlIsReported) {
    replace_answers("", respond(200, "<?xml version=\"1.0\"?><MediaContainer size=\"0\"/>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("XML instead of JSON"), HasSubstr("up to date")));
}

TEST_F(PlexFaults, AWebPageIsReported) {
    replace_answers("", respond(200, "<!doctype html><html>Log in</html>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTML"), HasSubstr("baseURL")));
}

TEST_F(PlexFaults, AWrongContentTypeIsOverlooked) {
    mistreat_answers("", respond(200, "", {{"Content-Type", "text/html"}}), -1);

    expect_all_movies();
}

TEST_F(PlexFaults, JsonOfSomethingElseIsReported) {
    for (const auto* body : {"{}", "[]", "null", R"({"MediaContainer": 1})", R"({"mediacontainer": {}})"}) {
        server_.reset();
        replace_answers("", respond(200, body));
        EXPECT_THAT(error_of_sweep(), HasSubstr("JSON of something other than Plex")) << body;
    }
}

TEST_F(PlexFaults, ATrickleIsReadToItsEnd) {
    scripted_response slow;
    slow.trickle = 500;
    mistreat_answers("", slow, -1);

    expect_all_movies();
}

TEST_F(PlexFaults, AStallIsSurvived) {
    scripted_response stalled;
    stalled.stall = true;
    mistreat_answers("all", stalled, 1);
    settings_.stall_timeout = 1s;
    settings_.max_attempts = 20; // a busy machine stalls, too

    expect_all_movies();
}

TEST_F(PlexFaults, ACancelInterruptsAStall) {
    scripted_response stalled;
    stalled.stall = true;
    mistreat_answers("all", stalled, -1);
    settings_.stall_timeout = 60s;
    const auto source = open();
    manual_cancel cancel;
    auto reading = std::async(std::launch::async, [&] { sweep(*source, item_type::movie, cancel); });
    server().http().wait_for_requests(2);

    cancel.request(cancel_reason::user);

    EXPECT_THROW(reading.get(), cancelled);
}

TEST_F(PlexFaults, ARedirectToAnotherHostIsRefused) {
    const fake_plex stranger(generated_library{});
    replace_answers("", respond(302, "", {{"Location", stranger.base_url() + "/library/sections"}}));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("redirects to " + stranger.base_url()), HasSubstr("baseURL")));
    EXPECT_THAT(stranger.http().requests(), IsEmpty());
}

TEST_F(PlexFaults, APlaylistThatIsGoneIsAFailureAndNotTheEnd) {
    replace_answers("playlistItems", respond(404, ""), 1);

    const auto page = sweep(*open(), item_type::playlist);

    EXPECT_EQ(page.items.size(), library_.count(media_kind::playlist) - 1);
    ASSERT_EQ(page.failures.size(), 1u);
    EXPECT_THAT(page.failures[0].error, HasSubstr("gone from the server"));
    EXPECT_FALSE(page.failures[0].source_id.empty());
}

TEST_F(PlexFaults, APlaylistThatIsKeptFromTheUserIsTheEnd) {
    replace_answers("playlistItems", respond(403, ""), 1);

    EXPECT_THAT(error_of_sweep(item_type::playlist), HasSubstr("/playlists/"));
}

TEST_F(PlexFaults, ItemsWithoutIdOrTitleAreFailuresAndTheOthersAreRead) {
    const auto movies = in_reading_order(library_, media_kind::movie);
    const auto first = R"("ratingKey":")" + fake_plex::id_of(movies[0]->number) + '"';
    edit_answers("all", [&](std::string& body) {
        if (body.find(first) == std::string::npos) return;
        replace_first(body, first, R"("ratingKey":"")");
        const auto second = body.find(R"("ratingKey":")" + fake_plex::id_of(movies[1]->number) + '"');
        body.replace(body.find(R"("title":)", second), 8, R"("t":)");
    });

    const auto page = sweep(*open(), item_type::movie);

    EXPECT_EQ(page.items.size(), movies.size() - 2);
    ASSERT_EQ(page.failures.size(), 2u);
    EXPECT_EQ(page.failures[0].error, "the server gave no id");
    EXPECT_EQ(page.failures[1].error, "the server gave no title");
    EXPECT_EQ(page.failures[1].source_id, fake_plex::id_of(movies[1]->number));
}

TEST_F(PlexFaults, StrangersInAListAreFailures) {
    edit_answers(
        "all", [](std::string& body) { replace_first(body, "\"Metadata\":[", "\"Metadata\":[null,7,"); }, 1);

    const auto page = sweep(*open(), item_type::movie);

    EXPECT_EQ(page.items.size(), library_.count(media_kind::movie));
    EXPECT_EQ(page.failures.size(), 2u);
}

TEST_F(PlexFaults, ItemsOfAnotherKindAreFailures) {
    edit_answers(
        "all", [](std::string& body) { replace_first(body, R"("type":"movie")", R"("type":"clip")"); }, 1);

    const auto page = sweep(*open(), item_type::movie);

    EXPECT_EQ(page.items.size(), library_.count(media_kind::movie) - 1);
    ASSERT_EQ(page.failures.size(), 1u);
    EXPECT_EQ(page.failures[0].error, "the server listed a clip where a movie was asked for");
}

TEST_F(PlexFaults, InvalidUtf8AndHugeNumbersCostNoItem) {
    edit_answers("all", [](std::string& body) {
        if (body.find("\"title\":\"") == std::string::npos) return;
        replace_first(body, "\"title\":\"", "\"title\":\"\xE9\xFF");
        replace_first(body, "\"duration\":", "\"duration\":9223372036854775807,\"d\":");
        replace_first(body, "\"addedAt\":", "\"addedAt\":1e300,\"a\":");
        replace_first(body, "\"updatedAt\":", "\"updatedAt\":99999999999999999999999,\"u\":");
    });

    const auto page = sweep(*open(), item_type::movie);

    EXPECT_EQ(page.items.size(), library_.count(media_kind::movie));
    EXPECT_EQ(page.items[0].details.duration_seconds, std::nullopt);
    EXPECT_EQ(page.items[0].details.added_at, std::nullopt);
    EXPECT_EQ(page.items[0].details.updated_at, std::nullopt);
}

} // namespace
} // namespace media_sync
