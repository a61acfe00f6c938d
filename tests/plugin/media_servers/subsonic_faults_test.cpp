#include "plugin/media_servers/source_factory.hpp"

#include "support/fake_servers/fake_subsonic.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

#include <future>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using suasor::testing::fake_library;
using suasor::testing::fake_subsonic;
using suasor::testing::scripted_response;
using suasor::testing::subsonic_dialect;
using suasor::testing::subsonic_error_body;
using suasor::testing::subsonic_fault;
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

class SubsonicFaults : public ::testing::Test {
  protected:
    std::unique_ptr<media_source> open(const std::string& password = fake_subsonic::k_password) {
        const auto config = R"({"details": {"core": {"baseURL": ")" + server().base_url() + R"("}}, "username": ")" +
                            fake_subsonic::k_user + R"(", "password": ")" + password + R"("})";
        return create_source_factory(settings_)->open({7, 1, "subsonic", "Home", true, config});
    }

    fake_subsonic& server() {
        if (!server_) server_.emplace(library_, dialect_);
        return *server_;
    }

    void replace_answers(std::string method, scripted_response response, int times = -1) {
        server().inject({std::move(method), times, std::move(response), false, {}});
    }
    void edit_answers(std::string method, std::function<void(std::string&)> edit, int times = -1) {
        server().inject({std::move(method), times, {}, false, std::move(edit)});
    }

    // Reads all tracks; the text of the source_error, which never holds what must not be seen.
    std::string error_of_sweep() {
        const auto text = source_error_of([&] { sweep(*open(), item_type::track); });
        EXPECT_THAT(text, HasSubstr("Subsonic server \"Home\""));
        for (const auto* hidden : {fake_subsonic::k_password, "7061737320776f7264", "?", "t=", "&s=", "p=enc"})
            EXPECT_THAT(text, Not(HasSubstr(hidden)));
        return text;
    }

    void expect_all_tracks() {
        const auto tracks = sweep(*open(), item_type::track);
        EXPECT_EQ(tracks.items.size(), server().library().track_count());
        EXPECT_THAT(tracks.failures, IsEmpty());
    }

    fake_library library_ = fake_library::of_size(6, 2, 3);
    subsonic_dialect dialect_;
    http_settings settings_ = impatient();
    std::optional<fake_subsonic> server_;
};

TEST_F(SubsonicFaults, AWrongPasswordIsToBeCorrected) {
    const auto text = source_error_of([&] { sweep(*open("hunter2"), item_type::artist); });

    EXPECT_THAT(text, AllOf(HasSubstr("refuses the user name or the password"), HasSubstr("client's settings"),
                            Not(HasSubstr("hunter2"))));
}

TEST_F(SubsonicFaults, AServerThatTakesNeitherTokenNorPasswordIsSaidToDoSo) {
    replace_answers("", respond(200, subsonic_error_body(42, "use API keys")));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("neither by token nor by password"), HasSubstr("use API keys")));
}

TEST_F(SubsonicFaults, AServerThatRepeatsTheRequestDoesNotMakeUsRepeatThePassword) {
    dialect_.tokens = false;
    edit_answers("getAlbumList2", [](std::string& body) {
        body = subsonic_error_body(0, std::string("failed for ") + fake_subsonic::k_password + " 7061737320776f726426" +
                                          "3d2531c5be");
    });

    EXPECT_THAT(error_of_sweep(), HasSubstr("failed with code 0"));
}

TEST_F(SubsonicFaults, AUserWithoutTheRightIsNamed) {
    replace_answers("getAlbum", respond(200, subsonic_error_body(50, "no")));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("getAlbum"), HasSubstr("user \"ann\"")));
}

TEST_F(SubsonicFaults, AnEnvelopeInsideA404IsRead) {
    replace_answers("getAlbumList2", respond(404, subsonic_error_body(0, "Unknown method")));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("getAlbumList2"), HasSubstr("Unknown method")));
}

TEST_F(SubsonicFaults, A429IsWaitedFor) {
    replace_answers("getAlbum", respond(429, "", {{"Retry-After", "1"}}), 1);

    expect_all_tracks();
}

TEST_F(SubsonicFaults, ABurstOf500IsSurvived) {
    replace_answers("", respond(500, "oops"), 2);

    expect_all_tracks();
}

TEST_F(SubsonicFaults, AServerThatGoesOnFailingIsReported) {
    replace_answers("getAlbum", respond(500, "oops"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTTP 500"), HasSubstr("server's log")));
}

TEST_F(SubsonicFaults, AResetInTheBodyIsSurvived) {
    scripted_response reset;
    reset.reset_after = 40;
    server().inject({"getAlbum", 2, reset, true, {}});

    expect_all_tracks();
}

TEST_F(SubsonicFaults, TruncatedJsonIsReported) {
    edit_answers("getAlbum", [](std::string& body) { body.resize(body.size() / 2); });

    EXPECT_THAT(error_of_sweep(), HasSubstr("JSON that breaks off in the middle"));
}

TEST_F(SubsonicFaults, AnOversizedAnswerIsReported) {
    settings_.max_body = 100'000;
    edit_answers("getAlbum", [](std::string& body) { body += std::string(200'000, ' '); });

    EXPECT_THAT(error_of_sweep(), HasSubstr("more than 100000 bytes"));
}

TEST_F(SubsonicFaults, DeepNestingIsReported) {
    replace_answers("getAlbum", respond(200, std::string(1'000'000, '[')));

    EXPECT_THAT(error_of_sweep(), HasSubstr("nested too deeply"));
}

TEST_F(SubsonicFaults, XmlIsReported) {
    replace_answers("", respond(200, "<?xml version=\"1.0\"?><subsonic-response status=\"ok\"/>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("XML instead of JSON"), HasSubstr("baseURL")));
}

TEST_F(SubsonicFaults, AWebPageIsReported) {
    replace_answers("", respond(200, "<!doctype html><html>Log in</html>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTML"), HasSubstr("baseURL")));
}

TEST_F(SubsonicFaults, AProxyThatWantsALogInIsReported) {
    replace_answers("", respond(401, "<html>who are you</html>"));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("HTTP 401"), HasSubstr("proxy")));
}

TEST_F(SubsonicFaults, JsonOfSomethingElseIsReported) {
    for (const auto* body : {"{}", "[]", "null", R"({"subsonic-response": 1})", R"({"subsonic-response": {}})"}) {
        server_.reset();
        replace_answers("", respond(200, body));
        EXPECT_THAT(error_of_sweep(), HasSubstr("JSON of something other than Subsonic")) << body;
    }
}

TEST_F(SubsonicFaults, ATrickleIsReadToItsEnd) {
    scripted_response slow;
    slow.trickle = 200;
    server().inject({"", -1, slow, true, {}});

    expect_all_tracks();
}

TEST_F(SubsonicFaults, AStallIsSurvived) {
    scripted_response stalled;
    stalled.stall = true;
    server().inject({"getAlbum", 1, stalled, true, {}});
    settings_.stall_timeout = 1s;
    settings_.max_attempts = 20; // a busy machine stalls, too

    expect_all_tracks();
}

TEST_F(SubsonicFaults, ACancelInterruptsAStall) {
    scripted_response stalled;
    stalled.stall = true;
    server().inject({"getAlbum", -1, stalled, true, {}});
    settings_.stall_timeout = 60s;
    const auto source = open();
    manual_cancel cancel;
    auto reading = std::async(std::launch::async, [&] { sweep(*source, item_type::track, cancel); });
    server().http().wait_for_requests(2);

    cancel.request(cancel_reason::user);

    EXPECT_THROW(reading.get(), cancelled);
}

TEST_F(SubsonicFaults, ARedirectToAnotherHostIsRefused) {
    fake_subsonic stranger(fake_library{});
    replace_answers("", respond(302, "", {{"Location", stranger.base_url() + "/rest/getAlbumList2.view"}}));

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("redirects to " + stranger.base_url()), HasSubstr("baseURL")));
    EXPECT_THAT(stranger.http().requests(), IsEmpty());
}

TEST_F(SubsonicFaults, AServerThatIgnoresTheOffsetIsReportedAndNotBelieved) {
    dialect_.repeat_first_page = true;
    library_ = fake_library::of_size(700, 1, 0);

    EXPECT_THAT(error_of_sweep(), AllOf(HasSubstr("the same 500 albums"), HasSubstr("update the server")));
    EXPECT_THAT(source_error_of([&] { sweep(*open(), item_type::album); }), HasSubstr("the same 500 albums"));
    EXPECT_THAT(source_error_of([&] { open()->count(item_type::album, manual_cancel()); }), HasSubstr("the same 500"));
}

TEST_F(SubsonicFaults, AServerThatIgnoresTheOffsetOfAShortListIsReadToItsEnd) {
    dialect_.repeat_first_page = true;

    expect_all_tracks();
    EXPECT_EQ(sweep(*open(), item_type::album).items.size(), 12u);
    for (const auto type : {item_type::album, item_type::track})
        EXPECT_FALSE(open()->count(type, manual_cancel())->proves_whole) << "there may be more, out of reach";
}

TEST_F(SubsonicFaults, ItemsWithoutIdOrTitleAreFailuresAndTheOthersAreRead) {
    edit_answers(
        "getAlbum",
        [this](std::string& body) {
            const auto& tracks = library_.albums[0].tracks;
            replace_first(body, R"("id":")" + tracks[0].id + '"', R"("id":"")");
            replace_first(body, R"("title":")", R"("untitled":")");
        },
        1);
    settings_.parallel = 1;

    const auto page = sweep(*open(), item_type::track);

    EXPECT_EQ(page.items.size() + page.failures.size(), library_.track_count());
    ASSERT_EQ(page.failures.size(), 1u); // the same song lost both
    EXPECT_EQ(page.failures[0].error, "the server gave no id");
}

TEST_F(SubsonicFaults, AnItemWithoutTitleIsNamedByItsId) {
    edit_answers("getArtists",
                 [](std::string& body) { replace_first(body, R"("id":"1","name":")", R"("id":"1","noname":")"); });

    const auto page = sweep(*open(), item_type::artist);

    EXPECT_EQ(page.items.size(), library_.artists.size() - 1);
    ASSERT_EQ(page.failures.size(), 1u);
    EXPECT_EQ(page.failures[0].source_id, library_.artists[0].id);
    EXPECT_EQ(page.failures[0].error, "the server gave no title");
}

TEST_F(SubsonicFaults, StrangersInAListAreFailures) {
    edit_answers(
        "getAlbumList2", [](std::string& body) { replace_first(body, "\"album\":[", "\"album\":[null,7,"); }, 1);

    const auto page = sweep(*open(), item_type::album);

    EXPECT_EQ(page.items.size(), library_.albums.size());
    EXPECT_EQ(page.failures.size(), 2u);
}

TEST_F(SubsonicFaults, AnAlbumThatIsGoneIsAFailureAndNotTheEnd) {
    replace_answers("getAlbum", respond(200, subsonic_error_body(70, "Album not found")), 1);

    const auto page = sweep(*open(), item_type::track);

    EXPECT_EQ(page.items.size(), library_.track_count() - 3);
    ASSERT_EQ(page.failures.size(), 1u);
    EXPECT_THAT(page.failures[0].error, HasSubstr("Album not found"));
}

TEST_F(SubsonicFaults, DuplicateIdsAreDeliveredOnce) {
    library_.artists.push_back(library_.artists[0]);
    library_.albums.push_back(library_.albums[0]);
    const auto source = open();

    EXPECT_EQ(sweep(*source, item_type::artist).items.size(), 6u);
    EXPECT_EQ(sweep(*source, item_type::album).items.size(), 12u);
    EXPECT_EQ(sweep(*source, item_type::track).items.size(), 36u);
    EXPECT_EQ(source->count(item_type::artist, manual_cancel())->value, 6);
    EXPECT_EQ(source->count(item_type::album, manual_cancel())->value, 12);
    EXPECT_EQ(source->count(item_type::track, manual_cancel())->value, 36);
}

TEST_F(SubsonicFaults, InvalidUtf8CostsNoItem) {
    edit_answers("getAlbum", [](std::string& body) {
        replace_first(body, R"("title":")", "\"title\":\"\xE9\xFF");
        replace_first(body, R"("album":")", R"("album":"\udc80)");
    });

    EXPECT_EQ(sweep(*open(), item_type::track).items.size(), library_.track_count());
}

} // namespace
} // namespace media_sync
