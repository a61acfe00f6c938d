#include "plugin/media_servers/source_factory.hpp"

#include "support/fake_servers/fake_emby.hpp"
#include "support/fake_servers/fake_jellyfin.hpp"
#include "support/fake_servers/fake_plex.hpp"
#include "support/fake_servers/fake_subsonic.hpp"
#include "test_settings.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace media_sync {
namespace {

using suasor::testing::fake_emby;
using suasor::testing::fake_jellyfin;
using suasor::testing::fake_plex;
using suasor::testing::fake_subsonic;
using suasor::testing::generated_library;
using suasor::testing::http_server;
using suasor::testing::received_request;
using suasor::testing::scripted_response;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const manual_cancel k_never;

/// Everything that a client of one type or another is asked for.
struct credentials {
    std::string api_key = {};
    std::string token = {};
    std::string username = "ann";
    std::string password = {};
};

std::unique_ptr<media_source> open(const std::string& type, const std::string& url, const credentials& with,
                                   const http_settings& settings = impatient()) {
    const boost::json::value config{
        {"details", {{"core", {{"baseURL", url}}}, {"apiKey", with.api_key}}},
        {"token", with.token},
        {"username", with.username},
        {"password", with.password},
    };
    return create_source_factory(settings)->open({7, 1, type, "Home", true, boost::json::serialize(config)});
}

/// How a source complains when it is asked who its server is.
std::string complaint_of(const std::string& type, const std::string& url, const credentials& with,
                         const http_settings& settings = impatient()) {
    return source_error_of([&] { open(type, url, with, settings)->identify(k_never); });
}

const credentials k_jellyfin{.api_key = fake_jellyfin::k_key, .username = fake_jellyfin::k_user};
const credentials k_emby{.api_key = fake_emby::k_key, .username = fake_emby::k_user};
const credentials k_plex{.token = fake_plex::k_token};
const credentials k_subsonic{.username = fake_subsonic::k_user, .password = fake_subsonic::k_password};

scripted_response status(int code) {
    scripted_response response;
    response.status = code;
    return response;
}

/// The requests to one path.
std::vector<received_request> asked(const http_server& server, const std::string& path) {
    std::vector<received_request> found;
    for (const auto& request : server.requests())
        if (request.path == path) found.push_back(request);
    return found;
}

TEST(SourceIdentity, IsWhatTheServerCallsItself) {
    const fake_jellyfin jellyfin{generated_library{}};
    const fake_emby emby{generated_library{}};
    const fake_plex plex{generated_library{}};
    fake_subsonic open_subsonic({}, {.open_subsonic = true});
    fake_subsonic subsonic({});

    EXPECT_EQ(open("jellyfin", jellyfin.base_url(), k_jellyfin)->identify(k_never), "Jellyfin 10.11.0");
    EXPECT_EQ(open("emby", emby.base_url(), k_emby)->identify(k_never), "Emby 4.8.11.0");
    EXPECT_EQ(open("plex", plex.base_url(), k_plex)->identify(k_never), "Plex 1.40.1.8227-c0dd5a73e");
    EXPECT_EQ(open("subsonic", open_subsonic.base_url(), k_subsonic)->identify(k_never), "navidrome 0.53.3 (13af8ed4)");
    EXPECT_EQ(open("subsonic", subsonic.base_url(), k_subsonic)->identify(k_never), "Subsonic API 1.16.1");

    for (const auto& breaches : {jellyfin.breaches(), emby.breaches(), plex.breaches()})
        EXPECT_THAT(breaches, IsEmpty());
}

TEST(SourceIdentity, CostsNoMoreThanAFewSmallRequests) {
    const fake_jellyfin jellyfin{generated_library{}};
    const fake_plex plex{generated_library{}};
    fake_subsonic subsonic({});

    open("jellyfin", jellyfin.base_url(), k_jellyfin)->identify(k_never);
    open("plex", plex.base_url(), k_plex)->identify(k_never);
    open("subsonic", subsonic.base_url(), k_subsonic)->identify(k_never);

    EXPECT_LE(jellyfin.http().requests().size(), 3u);
    EXPECT_EQ(asked(jellyfin.http(), "/Items").at(0).query.at("limit"), "1");
    EXPECT_EQ(plex.http().requests().size(), 2u);
    EXPECT_EQ(subsonic.http().requests().size(), 1u);
}

TEST(SourceIdentity, IsAskedForWithoutTheCredential) {
    const fake_jellyfin jellyfin{generated_library{}};
    const fake_emby emby{generated_library{}};
    const fake_plex plex{generated_library{}};

    open("jellyfin", jellyfin.base_url(), k_jellyfin)->identify(k_never);
    open("emby", emby.base_url(), k_emby)->identify(k_never);
    open("plex", plex.base_url(), k_plex)->identify(k_never);

    EXPECT_FALSE(asked(jellyfin.http(), "/System/Info/Public").at(0).headers.contains("authorization"));
    EXPECT_FALSE(asked(emby.http(), "/emby/System/Info/Public").at(0).headers.contains("x-emby-token"));
    EXPECT_FALSE(asked(plex.http(), "/identity").at(0).headers.contains("x-plex-token"));
}

TEST(SourceIdentity, OfAServerThatTakesNoneOfTheCredentialsIsAComplaint) {
    const fake_jellyfin jellyfin{generated_library{}};
    const fake_emby emby{generated_library{}};
    const fake_plex plex{generated_library{}};
    fake_subsonic subsonic({});
    const credentials wrong{.api_key = "wr0ng", .token = "wr0ng", .username = "ann", .password = "wr0ng"};

    const auto of_jellyfin = complaint_of("jellyfin", jellyfin.base_url(), wrong);
    const auto of_emby = complaint_of("emby", emby.base_url(), wrong);
    const auto of_plex = complaint_of("plex", plex.base_url(), wrong);
    const auto of_subsonic = complaint_of("subsonic", subsonic.base_url(), wrong);

    EXPECT_THAT(of_jellyfin, HasSubstr("does not accept the API key (HTTP 401); create one"));
    EXPECT_THAT(of_emby, HasSubstr("does not accept the API key (HTTP 401); create one"));
    EXPECT_THAT(of_plex, HasSubstr("refuses the token; sign in to Plex again"));
    EXPECT_THAT(of_subsonic, HasSubstr("refuses the user name or the password; correct them"));
    EXPECT_THAT((std::vector{of_jellyfin, of_emby, of_plex, of_subsonic}), Each(Not(HasSubstr("wr0ng"))));
}

TEST(SourceIdentity, OfAUserWhomTheServerDoesNotHaveIsAComplaint) {
    const fake_jellyfin jellyfin{generated_library{}};

    EXPECT_THAT(complaint_of("jellyfin", jellyfin.base_url(), {.api_key = fake_jellyfin::k_key, .username = "nobody"}),
                HasSubstr("no user by the client's username \"nobody\"; correct the username"));
}

TEST(SourceIdentity, OfTheOtherKindOfServerSaysWhichItIsAndTellsItNoSecret) {
    const fake_jellyfin jellyfin{generated_library{}};
    const fake_emby emby{generated_library{}};

    EXPECT_THAT(complaint_of("emby", jellyfin.base_url(), k_emby),
                HasSubstr("is Jellyfin 10.11.0; connect it as a client of that type"));
    EXPECT_THAT(complaint_of("jellyfin", emby.base_url(), k_jellyfin),
                HasSubstr("is Emby 4.8.11.0; connect it as a client of that type"));
    for (const auto* server : {&jellyfin.http(), &emby.http()})
        for (const auto& request : server->requests())
            for (const auto& [name, value] : request.headers)
                EXPECT_THAT(value, AllOf(Not(HasSubstr(fake_jellyfin::k_key)), Not(HasSubstr(fake_emby::k_key))))
                    << name;
}

TEST(SourceIdentity, OfSomethingElseSaysWhatIsExpectedThere) {
    const http_server page([](const received_request&) {
        auto response = status(200);
        response.body = "<html>Hello</html>";
        return response;
    });
    const http_server nothing([](const received_request&) { return status(404); });

    for (const auto* server : {&page, &nothing}) {
        EXPECT_THAT(complaint_of("jellyfin", server->base_url(), k_jellyfin),
                    HasSubstr("; check that the client's baseURL is that of a Jellyfin server"));
        EXPECT_THAT(complaint_of("emby", server->base_url(), k_emby),
                    HasSubstr("; check that the client's baseURL is that of a Emby server"));
        EXPECT_THAT(complaint_of("plex", server->base_url(), k_plex),
                    HasSubstr("; check that the client's baseURL is that of a Plex server"));
        EXPECT_THAT(complaint_of("subsonic", server->base_url(), k_subsonic),
                    HasSubstr("; check that the client's baseURL is that of a Subsonic server"));
    }
}

TEST(SourceIdentity, IsLeftOutWhereAProxyKeepsItFromStrangers) {
    fake_emby shy{generated_library{}};
    shy.inject({"Public", -1, status(401), false, {}});

    EXPECT_EQ(open("emby", shy.base_url(), k_emby)->identify(k_never), "Emby");
    EXPECT_THAT(complaint_of("emby", shy.base_url(), {.api_key = "wr0ng"}), HasSubstr("does not accept the API key"));
}

TEST(SourceIdentity, IsGivenUpAtOnceByWhoHasNoPatience) {
    auto settings = impatient();
    settings.max_attempts = 1;
    int attempts = 0;
    const http_server server([&](const received_request&) {
        ++attempts;
        return status(503);
    });

    const auto complaint = complaint_of("plex", server.base_url(), k_plex, settings);

    EXPECT_THAT(complaint, HasSubstr("answered HTTP 503; look into the server's log"));
    EXPECT_EQ(attempts, 1);
}

} // namespace
} // namespace media_sync
