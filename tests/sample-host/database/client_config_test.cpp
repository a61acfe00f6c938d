#include "database/clients.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

boost::json::value json(std::string_view text) {
    return boost::json::parse(text);
}

std::string refusal_of(const new_client& request) {
    try {
        client_config(request);
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_INVALID_ARGUMENT);
        return problem.what();
    }
    return "accepted";
}

new_client subsonic() {
    return {.type = "subsonic", .base_url = "http://navidrome.example:4533", .username = "u", .password = "pw"};
}

TEST(ClientConfig, OfJellyfinIsWhatSuasorWrites) {
    const auto config = client_config({.type = "jellyfin",
                                       .base_url = "http://jf:8096",
                                       .api_key = "KEY",
                                       .remote_user_id = "uid123",
                                       .username = "admin"});

    EXPECT_EQ(boost::json::value(config),
              json(R"({"details":{"core":{"type":"jellyfin","category":"media","name":"Jellyfin",
        "baseURL":"http://jf:8096","enabled":true,"validateConn":true},"clientType":"jellyfin","apiKey":"KEY","ssl":false},
        "userID":"uid123","username":"admin"})"));
}

TEST(ClientConfig, OfPlexHasItsTokenAtTheRootAndNoApiKey) {
    const auto config =
        client_config({.type = "plex", .base_url = "https://plex.example/", .token = "TOK", .username = "me"});

    EXPECT_EQ(boost::json::value(config), json(R"({"details":{"core":{"type":"plex","category":"media","name":"Plex",
        "baseURL":"https://plex.example","enabled":true,"validateConn":true},"clientType":"plex","ssl":true},
        "username":"me","token":"TOK"})"));
}

TEST(ClientConfig, OfSubsonicHasUsernameAndPassword) {
    auto request = subsonic();
    request.name = "Music";
    request.enabled = false;

    EXPECT_EQ(boost::json::value(client_config(request)),
              json(R"({"details":{"core":{"type":"subsonic","category":"media","name":"Music",
        "baseURL":"http://navidrome.example:4533","enabled":false,"validateConn":true},"clientType":"subsonic","ssl":false},
        "username":"u","password":"pw"})"));
}

TEST(ClientConfig, NamesWhatIsMissingOrTooMuch) {
    auto without_password = subsonic();
    without_password.password.clear();
    EXPECT_EQ(refusal_of(without_password), "a subsonic client needs a password");

    auto with_token = subsonic();
    with_token.token = "T";
    EXPECT_EQ(refusal_of(with_token), "a subsonic client takes no token");

    auto unknown = subsonic();
    unknown.type = "kodi";
    EXPECT_THAT(refusal_of(unknown), HasSubstr("jellyfin, emby, plex, subsonic"));
}

TEST(ClientConfig, RefusesUrlsThatAreNone) {
    for (const auto* url : {"", "navidrome.example", "ftp://navidrome.example", "http://", "https:///x", "http://:80",
                            "http://u:hunter2@navidrome.example", "http://a b", "http://a?x=1", "http://a#b"}) {
        auto request = subsonic();
        request.base_url = url;
        EXPECT_THAT(refusal_of(request), HasSubstr("URL")) << url;
        EXPECT_THAT(refusal_of(request), Not(HasSubstr("hunter2")));
    }
}

TEST(ClientJson, HidesEverySecretHoweverDeep) {
    client source;
    source.config = json(R"({"details":{"apiKey":"S1","core":{"accessToken":"S2"}},"token":"S3","password":"S4",
        "list":[{"clientSecret":"S5"}],"username":"ann","empty":{"password":""}})")
                        .as_object();

    const auto text = boost::json::serialize(to_json(source));

    for (const auto* secret : {"S1", "S2", "S3", "S4", "S5"})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
    EXPECT_THAT(text, HasSubstr(R"("username":"ann")"));
    EXPECT_THAT(text, HasSubstr(R"("password":"***")"));
    EXPECT_THAT(text, HasSubstr(R"("empty":{"password":""})"));
}

TEST(ClientBody, RefusesAnUnknownKey) {
    EXPECT_THROW(parse_new_client(R"({"type":"plex","url":"http://p","tokn":"x"})", 1), suasor::error);
}

} // namespace
} // namespace sample_host
