#include "plugin/media_servers/client_config.hpp"

#include "plugin/core/sync/media_source.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

namespace media_sync {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

client_record client(std::string config) {
    return {7, 1, "subsonic", "Home", true, std::move(config)};
}

std::string complaint(std::string config) {
    try {
        read_subsonic_config(client(std::move(config)));
        return {};
    } catch (const source_error& error) {
        return error.what();
    }
}

TEST(ClientConfig, ReadsWhatSuasorWrites) {
    const auto config = read_subsonic_config(client(R"({"details": {"core": {"type": "subsonic", "category": "media",
        "name": "Home", "baseURL": " http://nas:4040/music/ ", "enabled": true, "validateConn": true},
        "clientType": "subsonic", "ssl": false}, "username": "ann", "password": " pw "})"));

    EXPECT_EQ(config.base_url.text(), "http://nas:4040/music/");
    EXPECT_EQ(config.username, "ann");
    EXPECT_EQ(config.password.reveal(), " pw ");
}

TEST(ClientConfig, NamesTheClientAndTheFieldThatIsMissing) {
    EXPECT_THAT(complaint(R"({"username": "ann", "password": "pw"})"),
                AllOf(HasSubstr("client 7 \"Home\""), HasSubstr("details.core.baseURL")));
    EXPECT_THAT(complaint(R"({"details": {"core": {"baseURL": "http://nas"}}, "password": "pw"})"),
                HasSubstr("username"));
    EXPECT_THAT(complaint(R"({"details": {"core": {"baseURL": "http://nas"}}, "username": "ann", "password": ""})"),
                HasSubstr("password"));
    for (const auto* config : {"", "null", "[]", "{", "\"x\""})
        EXPECT_THAT(complaint(config), HasSubstr("is not a JSON object")) << config;
}

TEST(ClientConfig, RefusesAddressesThatCannotWorkWithoutQuotingThem) {
    for (const auto* address : {"nas:4040", "ftp://nas", "http://ann:hunter2@nas", "http://nas/?token=hunter2"}) {
        const auto text = complaint(R"({"details": {"core": {"baseURL": ")" + std::string(address) +
                                    R"("}}, "username": "ann", "password": "hunter2"})");
        EXPECT_THAT(text, AllOf(HasSubstr("baseURL"), Not(HasSubstr("hunter2")))) << address;
    }
}

TEST(ClientConfig, ReadsThePlexTokenAndNothingElse) {
    const auto config = read_plex_config(
        client(R"({"details": {"core": {"baseURL": "http://nas:32400"}}, "username": "me", "token": " tok-_1\n"})"));

    EXPECT_EQ(config.base_url.text(), "http://nas:32400/");
    EXPECT_EQ(config.token.reveal(), "tok-_1");
}

TEST(ClientConfig, RefusesAPlexTokenThatCannotTravelInAHeader) {
    for (const auto* token : {"", "  ", "hunter2\\r\\nX-Other: 1", "hunter 2", "hunter2\xC5\xBE"}) {
        const auto config =
            R"({"details": {"core": {"baseURL": "http://nas:32400"}}, "token": ")" + std::string(token) + "\"}";
        const auto text = source_error_of([&] { read_plex_config(client(config)); });
        EXPECT_THAT(text, AllOf(HasSubstr("client 7 \"Home\""), HasSubstr("token"), Not(HasSubstr("hunter")))) << token;
    }
}

} // namespace
} // namespace media_sync
