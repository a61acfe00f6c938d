#include "plugin/media_servers/http_client.hpp"

#include "support/fake_servers/http_server.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <ctime>
#include <future>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using suasor::testing::http_server;
using suasor::testing::received_request;
using suasor::testing::scripted_response;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const manual_cancel k_never;

// 20,000 spaces, compressed by gzip.
constexpr std::string_view k_gzipped("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\x2a"
                                     "\xeb\x9f\xd2\x1a\x1e\x40\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                                     "\x00\x00\x00\x00\x00\xf0\x60\x28\xc4\x08\x85\x20\x4e\x00\x00",
                                     55);

scripted_response respond(int status, std::string body = "",
                          std::vector<std::pair<std::string, std::string>> headers = {}) {
    scripted_response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

// The n-th response to the n-th request, the last one to all further ones.
std::function<scripted_response(const received_request&)> script(std::vector<scripted_response> responses) {
    auto next = std::make_shared<std::atomic<std::size_t>>(0);
    return [responses = std::move(responses), next](const received_request&) {
        return responses[std::min(next->fetch_add(1), responses.size() - 1)];
    };
}

url address_of(const http_server& server) {
    return (*url::parse(server.base_url()) / "path").with("token", "hunter2");
}

http_response get(const http_server& server, http_settings settings = impatient(),
                  const cancel_token& cancel = k_never) {
    return http_client("Server \"Home\"", std::move(settings))
        .get({address_of(server), {{"X-Token", "hunter2"}}}, cancel);
}

std::string error_of(const http_server& server, http_settings settings = impatient()) {
    return source_error_of([&] { get(server, settings); });
}

TEST(HttpClient, SendsHeadersAndQueryAndGivesAnyAnswerBelow500) {
    http_server server(script({respond(404, "gone")}));

    const auto response = get(server);

    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, "gone");
    const auto request = server.requests().at(0);
    EXPECT_EQ(request.query.at("token"), "hunter2");
    EXPECT_EQ(request.headers.at("x-token"), "hunter2");
    EXPECT_EQ(request.headers.at("user-agent"), "suasor-media-sync");
    EXPECT_THAT(request.headers.at("accept-encoding"), HasSubstr("gzip"));
}

TEST(HttpClient, KeepsItsConnection) {
    http_server server(script({respond(200, "x")}));
    http_client client("Server", impatient());

    for (int i = 0; i < 3; ++i)
        client.get({address_of(server), {}}, k_never);

    EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, FetchesSeveralAtOnceAndKeepsTheirOrder) {
    std::mutex mutex;
    std::condition_variable arrived;
    int under_way = 0;
    http_server server([&](const received_request& request) {
        // Answers nobody until four are there: fetched one after the other they would never be.
        std::unique_lock lock(mutex);
        ++under_way;
        arrived.notify_all();
        arrived.wait_for(lock, 20s, [&] { return under_way >= 4; });
        return respond(under_way >= 4 ? 200 : 400, request.query.at("n"));
    });
    std::vector<http_request> requests;
    for (int i = 0; i < 10; ++i)
        requests.push_back({url::parse(server.base_url())->with("n", std::to_string(i)), {}});

    const auto responses = http_client("Server", impatient()).get_all(requests, k_never);

    ASSERT_EQ(responses.size(), 10u);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(responses[i].status, 200);
        EXPECT_EQ(responses[i].body, std::to_string(i));
    }
    EXPECT_LE(server.connections(), 4);
}

TEST(HttpClient, TriesAgainAfterServerErrorsAndResets) {
    auto reset = respond(200, "whole body");
    reset.reset_after = 3;
    http_server server(script({respond(500), reset, respond(200, "whole body")}));

    EXPECT_EQ(get(server).body, "whole body");
    EXPECT_EQ(server.requests().size(), 3u);
}

TEST(HttpClient, GivesUpAfterTheLastAttemptAndNamesTheServerButNoToken) {
    http_server server(script({respond(503)}));

    EXPECT_THAT(error_of(server), AllOf(HasSubstr("Server \"Home\""), HasSubstr(server.base_url() + "/path"),
                                        HasSubstr("503"), HasSubstr("3 attempts"), Not(HasSubstr("hunter2"))));
    EXPECT_EQ(server.requests().size(), 3u);
}

TEST(HttpClient, SaysThatNobodyListens) {
    const std::string address = "http://127.0.0.1:1";

    const auto error = source_error_of([&] {
        http_client("Server", impatient()).get({url::parse(address)->with("token", "hunter2"), {}}, k_never);
    });

    EXPECT_THAT(error, AllOf(HasSubstr(address), HasSubstr("baseURL"), Not(HasSubstr("hunter2"))));
}

TEST(HttpClient, WaitsAsLongAsRetryAfterSays) {
    http_server server(script({respond(429, "", {{"Retry-After", "1"}}), respond(200, "x")}));

    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(get(server).body, "x");

    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1s);
}

TEST(HttpClient, UnderstandsADateInRetryAfter) {
    const auto begin = std::chrono::steady_clock::now();
    const auto later = std::time(nullptr) + 2;
    std::tm utc{};
    gmtime_r(&later, &utc);
    char date[64];
    std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    http_server server(script({respond(503, "", {{"Retry-After", date}}), respond(200, "x")}));

    EXPECT_EQ(get(server).body, "x");

    EXPECT_GE(std::chrono::steady_clock::now() - begin, 900ms);
}

TEST(HttpClient, GivesUpWhenToldToStayAwayForTooLong) {
    http_server server(script({respond(429, "", {{"Retry-After", "86400"}})}));

    EXPECT_THAT(error_of(server), HasSubstr("86400 s"));
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(HttpClient, FollowsARedirectWithinTheOrigin) {
    http_server server([](const received_request& request) {
        return request.path == "/path" ? respond(302, "", {{"Location", "/other/?n=1"}}) : respond(200, request.path);
    });

    EXPECT_EQ(get(server).body, "/other/");
    EXPECT_EQ(server.requests().at(1).headers.at("x-token"), "hunter2");
}

TEST(HttpClient, DoesNotCarryTheTokenToAnotherOrigin) {
    http_server stranger(script({respond(200, "mine now")}));
    http_server server(script({respond(301, "", {{"Location", stranger.base_url() + "/trap?x=hunter2"}})}));

    EXPECT_THAT(error_of(server), AllOf(HasSubstr("redirects to " + stranger.base_url() + "/trap"),
                                        HasSubstr("baseURL"), Not(HasSubstr("hunter2"))));
    EXPECT_TRUE(stranger.requests().empty());
}

TEST(HttpClient, EndsACircleOfRedirects) {
    http_server server(script({respond(302, "", {{"Location", "/path"}})}));

    EXPECT_THAT(error_of(server), HasSubstr("circles"));
    EXPECT_EQ(server.requests().size(), 6u);
}

TEST(HttpClient, LeavesOtherSchemesAlone) {
    http_server server(script({respond(302, "", {{"Location", "file:///etc/passwd"}})}));

    EXPECT_THAT(error_of(server), HasSubstr("redirects to an address that is not usable"));
}

TEST(HttpClient, CapsTheBody) {
    auto settings = impatient();
    settings.max_body = 1000;
    http_server server(script({respond(200, std::string(1001, 'x'))}));

    EXPECT_THAT(error_of(server, settings), HasSubstr("more than 1000 bytes"));
    EXPECT_EQ(server.requests().size(), 1u);

    http_server exact(script({respond(200, std::string(1000, 'x'))}));
    EXPECT_EQ(get(exact, settings).body.size(), 1000u);
}

TEST(HttpClient, CapsTheBodyAfterDecompression) {
    const std::vector<std::pair<std::string, std::string>> encoded{{"Content-Encoding", "gzip"}};
    http_server server(script({respond(200, std::string(k_gzipped), encoded)}));
    EXPECT_EQ(get(server).body, std::string(20'000, ' '));

    auto settings = impatient();
    settings.max_body = 10'000;
    EXPECT_THAT(error_of(server, settings), HasSubstr("more than 10000 bytes"));
}

TEST(HttpClient, ReadsATrickleToItsEnd) {
    auto slow = respond(200, std::string(300, 'x'));
    slow.trickle = 10;
    http_server server(script({slow}));

    EXPECT_EQ(get(server).body.size(), 300u);
}

TEST(HttpClient, GivesUpOnATrickleThatDoesNotEnd) {
    auto endless = respond(200, std::string(1'000'000, 'x'));
    endless.trickle = 1;
    endless.trickle_pause = 10ms;
    http_server server(script({endless}));
    auto settings = impatient();
    settings.total_timeout = 1s;
    settings.max_attempts = 1;

    EXPECT_THAT(error_of(server, settings), HasSubstr("timed out"));
}

TEST(HttpClient, TriesAgainWhenNothingComes) {
    auto stalled = respond(200, "x");
    stalled.stall = true;
    http_server server(script({stalled, respond(200, "x")}));
    auto settings = impatient();
    settings.stall_timeout = 1s;
    settings.max_attempts = 20; // a busy machine stalls, too

    EXPECT_EQ(get(server, settings).body, "x");
}

// A machine that is busy takes its time; what is waited for would take 60 s and more.
constexpr auto k_soon = 10s;

TEST(HttpClient, StopsATransferSoonAfterACancel) {
    auto stalled = respond(200, "x");
    stalled.stall = true;
    http_server server(script({stalled}));
    manual_cancel cancel;
    auto settings = impatient();
    settings.stall_timeout = 60s;
    auto fetch = std::async(std::launch::async, [&] { get(server, settings, cancel); });
    server.wait_for_requests(1);

    const auto begin = std::chrono::steady_clock::now();
    cancel.request(cancel_reason::user);
    try {
        fetch.get();
        FAIL() << "not cancelled";
    } catch (const cancelled& stop) {
        EXPECT_EQ(stop.reason, cancel_reason::user);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, k_soon);
}

TEST(HttpClient, StopsAPauseSoonAfterACancel) {
    http_server server(script({respond(429, "", {{"Retry-After", "200"}})}));
    manual_cancel cancel;
    auto fetch = std::async(std::launch::async, [&] { get(server, impatient(), cancel); });
    server.wait_for_requests(1);

    const auto begin = std::chrono::steady_clock::now();
    cancel.request(cancel_reason::shutdown);
    EXPECT_THROW(fetch.get(), cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, k_soon);
}

TEST(HttpClient, AsksNothingOnceCancelled) {
    http_server server(script({respond(200)}));
    manual_cancel cancel;
    cancel.request(cancel_reason::user);

    EXPECT_THROW(get(server, impatient(), cancel), cancelled);
    EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClient, TellsOfEveryAttemptAndWhyThereIsAnother) {
    http_server server(script({respond(429), respond(503), respond(200)}));
    auto settings = impatient();
    int attempts = 0;
    std::vector<retry_reason> retries;
    settings.on_attempt = [&](auto took) {
        EXPECT_GT(took.count(), 0);
        ++attempts;
    };
    settings.on_retry = [&](retry_reason why) { retries.push_back(why); };

    EXPECT_EQ(get(server, settings).status, 200);

    EXPECT_EQ(attempts, 3);
    EXPECT_THAT(retries, ElementsAre(retry_reason::rate_limited, retry_reason::server_error));
}

TEST(HttpClient, TellsOfNoOtherAttemptAfterTheLast) {
    auto settings = impatient();
    std::vector<retry_reason> retries;
    settings.on_retry = [&](retry_reason why) { retries.push_back(why); };
    http_client client("Server \"Home\"", settings);

    EXPECT_NE(source_error_of([&] { client.get({*url::parse("http://127.0.0.1:1/"), {}}, k_never); }), "");

    EXPECT_THAT(retries, ElementsAre(retry_reason::no_answer, retry_reason::no_answer));
}

} // namespace
} // namespace media_sync
