#include "plugin/media_servers/client_config.hpp"

#include "plugin/core/sync/media_source.hpp"

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

} // namespace
} // namespace media_sync
