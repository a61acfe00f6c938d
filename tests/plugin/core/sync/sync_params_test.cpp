#include "plugin/core/sync/sync_params.hpp"

#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using ::testing::HasSubstr;

TEST(SyncParams, NameAClientAndAType) {
    const auto params = parse_sync_params(R"({"clientID": 3, "syncType": "music"})");

    ASSERT_TRUE(params);
    EXPECT_EQ(params->client, 3u);
    EXPECT_EQ(params->type, sync_type::music);
}

TEST(SyncParams, MayBeEmpty) {
    const auto params = parse_sync_params("{}");

    ASSERT_TRUE(params);
    EXPECT_EQ(params->client, std::nullopt);
    EXPECT_EQ(params->type, std::nullopt);
}

TEST(SyncParams, KnowEveryTypeThatSuasorHas) {
    for (const auto* word : {"movies", "series", "music", "history", "favorites", "collections", "playlists", "full"}) {
        const auto params = parse_sync_params(R"({"syncType":")" + std::string(word) + R"("})");
        ASSERT_TRUE(params) << word;
        EXPECT_EQ(to_string(params->type.value()), word);
    }
}

TEST(SyncParams, NameTheMemberThatIsWrong) {
    struct example {
        const char* json;
        const char* named;
    };
    for (const auto& [json, named] : {
             example{R"({"clientID": 0})", "clientID"},
             example{R"({"clientID": -3})", "clientID"},
             example{R"({"clientID": 3.5})", "clientID"},
             example{R"({"clientID": "3"})", "clientID"},
             example{R"({"clientID": null})", "clientID"},
             example{R"({"clientID": 1e30})", "clientID"},
             example{R"({"clientID": 9223372036854775808})", "clientID"},
             example{R"({"syncType": "Music"})", "syncType"},
             example{R"({"syncType": 3})", "syncType"},
             example{R"({"clientId": 3})", "\"clientId\""},
             example{"", "JSON object"},
             example{"[]", "JSON object"},
             example{"{", "JSON object"},
         }) {
        const auto params = parse_sync_params(json);
        ASSERT_EQ(test::refusal(params), errc::invalid_argument) << json;
        EXPECT_THAT(params.error().text, HasSubstr(named)) << json;
    }
}

} // namespace
} // namespace media_sync
