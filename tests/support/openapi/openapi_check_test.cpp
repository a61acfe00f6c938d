#include "support/openapi/openapi_check.hpp"

#include <gmock/gmock.h>

namespace suasor::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* k_id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

received_request request(std::string path, std::map<std::string, std::string> query) {
    received_request request;
    request.method = "GET";
    request.path = std::move(path);
    for (const auto& [name, value] : query)
        request.query_text += name + "=" + value + "&";
    request.query = std::move(query);
    request.headers["authorization"] = "MediaBrowser Token=\"abc\"";
    return request;
}

std::vector<std::string> breaches(const received_request& request) {
    static const openapi_check k_jellyfin("jellyfin.json");
    return k_jellyfin.breaches(request);
}

TEST(OpenapiCheck, TakesWhatTheFileAllows) {
    EXPECT_THAT(breaches(request("/Items", {{"userId", k_id},
                                            {"includeItemTypes", "Movie,Series"},
                                            {"limit", "500"},
                                            {"recursive", "true"},
                                            {"minDateLastSaved", "2026-01-02T03:04:05.678Z"}})),
                IsEmpty());
    EXPECT_THAT(breaches(request(std::string("/Playlists/") + k_id + "/Items", {})), IsEmpty());
}

TEST(OpenapiCheck, WantsNoCredentialWhereAnybodyMayAsk) {
    auto stranger = request("/System/Info/Public", {});
    stranger.headers.clear();
    EXPECT_THAT(breaches(stranger), IsEmpty());

    stranger.query = {{"token", "abc"}};
    stranger.query_text = "token=abc";
    EXPECT_THAT(breaches(stranger), ElementsAre(HasSubstr("token is not known")));
}

TEST(OpenapiCheck, NamesWhatItDoesNotAllow) {
    const auto breach = [](const char* name, const char* value) {
        return breaches(request("/Items", {{name, value}}));
    };
    for (const auto* value : {"yes", "True", "1", ""})
        EXPECT_THAT(breach("recursive", value), ElementsAre(HasSubstr("recursive"))) << value;
    for (const auto* value : {"5.5", "", "2147483648", "x"})
        EXPECT_THAT(breach("limit", value), ElementsAre(HasSubstr("limit"))) << value;
    EXPECT_THAT(breach("userId", "ann"), ElementsAre(HasSubstr("\"ann\"")));
    EXPECT_THAT(breach("includeItemTypes", "Movie,Film"), ElementsAre(HasSubstr("includeItemTypes")));
    EXPECT_THAT(breach("minDateLastSaved", "2026-01-02"), ElementsAre(HasSubstr("minDateLastSaved")));
    EXPECT_THAT(breach("UserId", k_id), ElementsAre(HasSubstr("UserId is not known")));
}

TEST(OpenapiCheck, KnowsPathsMethodsAndCredentials) {
    EXPECT_THAT(breaches(request("/Films", {})), ElementsAre("there is no GET /Films"));
    EXPECT_THAT(breaches(request("/Playlists/7/Items", {})), ElementsAre(HasSubstr("playlistId")));
    auto post = request("/Items", {});
    post.method = "POST";
    EXPECT_THAT(breaches(post), ElementsAre("there is no POST /Items"));

    auto anonymous = request("/Items", {});
    anonymous.headers.clear();
    EXPECT_THAT(breaches(anonymous), ElementsAre(HasSubstr("the header authorization")));
    auto other = request("/Items", {});
    other.headers["authorization"] = "Bearer abc";
    EXPECT_THAT(breaches(other), ElementsAre(HasSubstr("malformed")));
}

TEST(OpenapiCheck, TakesEveryParameterOnce) {
    auto twice = request("/Items", {{"limit", "5"}});
    twice.query_text = "limit=5&limit=6";
    EXPECT_THAT(breaches(twice), ElementsAre(HasSubstr("twice")));
}

TEST(OpenapiCheck, LooksBehindThePrefix) {
    const openapi_check emby("emby.json");
    auto users = request("/emby/Users/Query", {});
    users.headers["x-emby-token"] = "abc";
    EXPECT_THAT(emby.breaches(users, "/emby"), IsEmpty());
    EXPECT_THAT(emby.breaches(users), ElementsAre(HasSubstr("there is no")));
    EXPECT_THAT(emby.breaches(users, "/other"), ElementsAre(HasSubstr("/other")));
}

} // namespace
} // namespace suasor::testing
