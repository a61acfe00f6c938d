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

boost::json::value config_of(const new_client& request) {
    return json(client_config(request).reveal());
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
    const auto config = config_of({.type = "jellyfin",
                                   .base_url = "http://jf:8096",
                                   .api_key = "KEY",
                                   .remote_user_id = "uid123",
                                   .username = "admin"});

    EXPECT_EQ(config, json(R"({"details":{"core":{"type":"jellyfin","category":"media","name":"Jellyfin",
        "baseURL":"http://jf:8096","enabled":true,"validateConn":true},"clientType":"jellyfin","apiKey":"KEY","ssl":false},
        "userID":"uid123","username":"admin"})"));
}

TEST(ClientConfig, OfPlexHasItsTokenAtTheRootAndNoApiKey) {
    const auto config =
        config_of({.type = "plex", .base_url = "https://plex.example/", .token = "TOK", .username = "me"});

    EXPECT_EQ(config, json(R"({"details":{"core":{"type":"plex","category":"media","name":"Plex",
        "baseURL":"https://plex.example","enabled":true,"validateConn":true},"clientType":"plex","ssl":true},
        "username":"me","token":"TOK"})"));
}

TEST(ClientConfig, OfSubsonicHasUsernameAndPassword) {
    auto request = subsonic();
    request.name = "Music";
    request.enabled = false;

    EXPECT_EQ(config_of(request), json(R"({"details":{"core":{"type":"subsonic","category":"media","name":"Music",
        "baseURL":"http://navidrome.example:4533","enabled":false,"validateConn":true},"clientType":"subsonic","ssl":false},
        "username":"u","password":"pw"})"));
}

TEST(ClientConfig, NamesWhatIsMissingOrTooMuch) {
    auto without_password = subsonic();
    without_password.password = {};
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

TEST(ClientJson, ShowsWhatIsKnownToBeNoSecretAndNothingElse) {
    const auto shown = show_config(R"({"details":{"apiKey":"S1","core":{"type":"emby","category":"media","name":"Home",
        "baseURL":"http://nas:8096/emby","enabled":true,"accessToken":"S2"},"clientType":"emby","ssl":false},"token":"S3",
        "password":"S4","list":[{"clientSecret":"S5"},"S6"],"pin":1234,"anything":{"at":{"all":"S7"}},
        "userID":"u1","username":"ann","empty":{"password":""},"none":null})");

    EXPECT_EQ(boost::json::value(shown), json(R"({"details":{"apiKey":"***","core":{"type":"emby","category":"media",
        "name":"Home","baseURL":"http://nas:8096/emby","enabled":true,"accessToken":"***"},"clientType":"emby","ssl":false},
        "token":"***","password":"***","list":[{"clientSecret":"***"},"***"],"pin":"***","anything":{"at":{"all":"***"}},
        "userID":"u1","username":"ann","empty":{"password":""},"none":null})"));
}

TEST(ClientJson, ShowsAnAddressWithoutWhatDoesNotBelongInIt) {
    const auto shown = [](const std::string& url) {
        const auto config = show_config(R"({"details":{"core":{"baseURL":")" + url + R"("}}})");
        return std::string(config.at("details").at("core").at("baseURL").as_string());
    };

    EXPECT_EQ(shown("http://ann:hunter2@nas:8096/emby?api_key=hunter2#x"), "http://nas:8096/emby");
    EXPECT_EQ(shown("https://ann@hunter2@nas"), "https://nas");
    EXPECT_EQ(shown("ann:hunter2@nas/x@y"), "nas/x@y");
    EXPECT_EQ(shown("http://nas/~ann@home"), "http://nas/~ann@home");
}

TEST(ClientJson, ShowsNothingOfAConfigThatIsNone) {
    for (const auto* config : {"", "null", "[1]", "{"})
        EXPECT_TRUE(show_config(config).empty()) << config;
}

TEST(ClientJson, HidesWhatSomebodyHasPutIntoTheUrl) {
    const auto url_of = [](const char* url) {
        client source;
        source.shown_config =
            show_config(boost::json::serialize(boost::json::value{{"details", {{"core", {{"baseURL", url}}}}}}));
        EXPECT_EQ(boost::json::serialize(to_json(source)).find("hunter2"), std::string::npos);
        return base_url_of(source);
    };

    EXPECT_EQ(url_of("http://ann:hunter2@media.example:8096/jf"), "http://media.example:8096/jf");
    EXPECT_EQ(url_of("https://hunter2@media.example"), "https://media.example");
    EXPECT_EQ(url_of("http://media.example/~ann@home"), "http://media.example/~ann@home");
    EXPECT_EQ(url_of("media.example"), "media.example");
    EXPECT_EQ(base_url_of({}), "");
}

TEST(ClientBody, RefusesAnUnknownKey) {
    EXPECT_THROW(parse_new_client(R"({"type":"plex","url":"http://p","tokn":"x"})", 1), suasor::error);
}

} // namespace
} // namespace sample_host
