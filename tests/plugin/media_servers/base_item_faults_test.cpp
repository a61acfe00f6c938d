#include "base_item_faults.hpp"

#include <future>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using suasor::testing::scripted_response;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const manual_cancel k_never;

using servers = ::testing::Types<fake_jellyfin, fake_emby>;

template <class Server>
using BaseItemFaults = base_item_faults<Server>;
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
    this->settings_.stall_timeout = 1s;
    this->settings_.max_attempts = 20; // a busy machine stalls, too

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

} // namespace
} // namespace media_sync
