#include "fake_services.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace sample_host::http::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view k_session = "/api/v1/auth/session";
constexpr std::string_view k_alice_json = R"({"userID": 1, "name": "alice", "isAdmin": false})";
constexpr std::string_view k_cookie = "Cookie: other=1; suasor_session=alice-token\r\n";

TEST(SessionRoutes, TurnATokenIntoACookieThatPagesCannotRead) {
    fake_host host;

    for (const auto& answer : {host.anonymous("POST", k_session, "", R"({"token": "alice-token"})"),
                               host.anonymous("POST", k_session, "Authorization: bearer alice-token\r\n")}) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.headers.at("set-cookie"), "suasor_session=alice-token; Path=/; HttpOnly; SameSite=Strict");
        EXPECT_THAT(answer.body, Not(HasSubstr("alice-token")));
        EXPECT_EQ(boost::json::parse(answer.body), boost::json::parse(k_alice_json));
    }
    EXPECT_EQ(host.anonymous("GET", "/api/v1/jobs/runs", k_cookie).status, 200);
}

TEST(SessionRoutes, SayWhoIsSignedInAndThatNobodyIs) {
    fake_host host;

    const auto known = host.anonymous("GET", k_session, k_cookie);

    EXPECT_EQ(known.status, 200);
    EXPECT_EQ(boost::json::parse(known.body), boost::json::parse(k_alice_json));
    EXPECT_EQ(host.anonymous("GET", k_session).status, 204);
    EXPECT_EQ(host.anonymous("GET", k_session, "Cookie: suasor_session=stale\r\n").status, 204);
}

TEST(SessionRoutes, RefuseATokenThatIsNotValid) {
    fake_host host;

    const auto answer = host.anonymous("POST", k_session, "", R"({"token": "guess"})");

    EXPECT_EQ(answer.status, 401);
    EXPECT_THAT(answer.body, Not(HasSubstr("guess")));
    EXPECT_FALSE(answer.headers.contains("set-cookie"));
    EXPECT_EQ(host.anonymous("POST", k_session, "", R"({"toke": "x"})").status, 400);
}

TEST(SessionRoutes, ForgetTheCookie) {
    fake_host host;

    const auto answer = host.anonymous("DELETE", k_session, k_cookie);

    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(answer.headers.at("set-cookie"), HasSubstr("suasor_session=; "));
    EXPECT_THAT(answer.headers.at("set-cookie"), HasSubstr("Max-Age=0"));
}

TEST(SessionRoutes, RefuseAPageOfAnotherOrigin) {
    fake_host host;
    const auto cookie_and = [](std::string_view origin) {
        return std::string(k_cookie) + "Origin: " + std::string(origin) + "\r\n";
    };

    for (const auto* foreign : {"http://evil.example", "http://localhost:1", "null"}) {
        EXPECT_EQ(host.anonymous("POST", "/api/v1/jobs/full-sync", cookie_and(foreign)).status, 403) << foreign;
        EXPECT_EQ(host.anonymous("POST", k_session, cookie_and(foreign), R"({"token": "alice-token"})").status, 403);
    }
    EXPECT_EQ(host.anonymous("POST", "/api/v1/jobs/full-sync", cookie_and("http://localhost")).status, 202);
    EXPECT_EQ(host.anonymous("GET", "/api/v1/jobs/runs", cookie_and("http://evil.example")).status, 200);
    // A bearer token is never sent by a browser on its own.
    EXPECT_EQ(host.anonymous("POST", "/api/v1/jobs/full-sync",
                             "Authorization: Bearer alice-token\r\nOrigin: http://evil.example\r\n")
                  .status,
              202);
}

TEST(SessionRoutes, Say503WhenNobodyCanTellWhoseTokenItIs) {
    fake_host host;
    host.accounts.away = true;

    EXPECT_EQ(host.as_alice("GET", "/api/v1/jobs/runs").status, 503);
    EXPECT_EQ(host.anonymous("POST", k_session, "", R"({"token": "alice-token"})").status, 503);
    host.accounts.remembered = true;
    EXPECT_EQ(host.as_alice("GET", "/api/v1/jobs/runs").status, 200);
}

TEST(ClientRoutes, NeverGiveASecretBack) {
    fake_host host;

    const auto made =
        host.as_alice("POST", "/api/v1/clients",
                      R"({"type": "subsonic", "url": "http://music:4533", "username": "u", "password": "hush-hush"})");
    const auto listed = host.as_alice("GET", "/api/v1/clients");

    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(host.media_clients.stored.at(0).user_id, k_alice.user_id);
    for (const auto& answer : {made, listed})
        EXPECT_THAT(answer.body, Not(HasSubstr("hush-hush")));
    EXPECT_THAT(listed.body, HasSubstr("http://music:4533"));
}

TEST(ClientRoutes, NameTheFieldThatIsWrong) {
    fake_host host;

    const auto answer =
        host.as_alice("POST", "/api/v1/clients", R"({"type": "subsonic", "url": "http://m", "pasword": "hush-hush"})");

    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("pasword"));
    EXPECT_THAT(answer.body, Not(HasSubstr("hush-hush")));
}

TEST(MediaSyncRoutes, CreateAndListWhatIsToBeSynced) {
    fake_host host;

    const auto made = host.as_alice("POST", "/api/v1/jobs/media-sync",
                                    R"({"clientID": 5, "syncType": "music", "frequency": "daily"})");
    const auto listed = host.as_alice("GET", "/api/v1/jobs/media-sync");

    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(boost::json::parse(made.body).at("clientID"), 5);
    EXPECT_EQ(boost::json::parse(listed.body).as_array().at(0).at("id"), 9);
    EXPECT_EQ(host.as_alice("POST", "/api/v1/jobs/media-sync", R"({"clientID": 6, "syncType": "music"})").status, 404);
}

TEST(MediaSyncRoutes, ChangeHowOftenSomethingIsSynced) {
    fake_host host;
    const std::string path = "/api/v1/jobs/media-sync/";

    const auto changed = host.as_alice("PATCH", path + "9", R"({"frequency": "weekly"})");

    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(boost::json::parse(changed.body).at("frequency"), "weekly");
    EXPECT_EQ(boost::json::parse(changed.body).at("enabled"), true);
    EXPECT_EQ(host.as_alice("PATCH", path + "8", R"({"enabled": false})").status, 404);
    EXPECT_EQ(host.as_alice("PATCH", path + "9", R"({"frequenzy": "weekly"})").status, 400);
    for (const auto* id : {"0", "-1", "x", "18446744073709551616"})
        EXPECT_EQ(host.as_alice("PATCH", path + id, "{}").status, 400) << id;
}

TEST(HealthRoutes, AnswerWithoutTheDatabase) {
    fake_host host;
    host.accounts.away = true;

    for (const auto& answer : {host.anonymous("GET", "/api/v1/health"), host.as_alice("GET", "/api/v1/health")}) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, R"({"status":"ok"})");
    }
}

TEST(HealthRoutes, CountAnswersForPrometheus) {
    fake_host host;
    host.anonymous("GET", "/nowhere");

    const auto answer = host.anonymous("GET", "/metrics");

    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.headers.at("content-type"), HasSubstr("text/plain"));
    EXPECT_THAT(answer.body, HasSubstr("suasor_host_http_answers_total{status=\"4xx\"} 1"));
    EXPECT_THAT(answer.body, HasSubstr("suasor_host_http_in_flight "));
}

TEST(WebRoutes, ServeAPageThatMayLoadOnlyWhatThisHostServes) {
    fake_host host;

    const auto answer = host.anonymous("GET", "/");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(answer.headers.at("content-security-policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
              "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
}

TEST(WebRoutes, ServeEachFileAsWhatItIs) {
    fake_host host;

    for (const auto& [path, type] :
         std::vector<std::pair<const char*, const char*>>{{"/", "text/html; charset=utf-8"},
                                                          {"/app.js", "text/javascript; charset=utf-8"},
                                                          {"/job-progress.js", "text/javascript; charset=utf-8"},
                                                          {"/style.css", "text/css; charset=utf-8"},
                                                          {"/icon.svg", "image/svg+xml"}}) {
        const auto answer = host.anonymous("GET", path);
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(answer.headers.at("content-type"), type) << path;
        EXPECT_EQ(answer.headers.at("cache-control"), "no-cache") << path;
    }
}

TEST(WebRoutes, SendAFileOnceOnly) {
    fake_host host;
    const auto first = host.anonymous("GET", "/app.js");
    const auto asked_with = [&](const std::string& tags) {
        return host.anonymous("GET", "/app.js", "If-None-Match: " + tags + "\r\n");
    };

    const auto again = asked_with(first.headers.at("etag"));

    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.headers.at("etag"), first.headers.at("etag"));
    EXPECT_EQ(asked_with("\"other\", " + first.headers.at("etag")).status, 304);
    EXPECT_EQ(asked_with("\"other\"").status, 200);
}

TEST(WebRoutes, ServeThePageWhileNobodyCanTellWhoAsks) {
    fake_host host;
    host.accounts.away = true;

    EXPECT_EQ(host.anonymous("GET", "/", k_cookie).status, 200);
    EXPECT_EQ(host.anonymous("GET", k_session, k_cookie).status, 503);
}

} // namespace
} // namespace sample_host::http::testing
