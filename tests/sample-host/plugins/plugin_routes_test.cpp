#include "sample-host/plugins/plugin_host_fixture.hpp"

#include <gmock/gmock.h>

#include <future>

namespace sample_host::plugins {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

using PluginRoutes = testing::plugin_host_fixture;

TEST_F(PluginRoutes, HandAPluginItsOwnSettings) {
    directory.add("good", "good.so");
    load(R"({"good": {"colour": "blue"}, "other": {"colour": "red"}})");

    const auto answer = get("/good/settings");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200u);
    EXPECT_EQ(answer->text, R"({"colour":"blue"})");
}

TEST_F(PluginRoutes, HandOverTheWholeRequestAndTakeAStream) {
    directory.add("good", "good.so");
    load();
    http::request request;
    request.query = {{"q", "x y"}};
    request.headers = {{"X-Asked", "yes"}};
    request.principal = suasor::principal{9, false};

    const auto answer = get("/good/stream/a%2Fb", std::move(request));

    EXPECT_EQ(answer->status, 201u);
    EXPECT_THAT(answer->headers, ElementsAre(Pair("X-Seen", "yes")));
    EXPECT_EQ(answer->text, "id=a/b q=x y user=9 ");
    EXPECT_FALSE(answer->ended);

    host->stop();
    EXPECT_TRUE(answer->ended);
    EXPECT_EQ(answer->text, "id=a/b q=x y user=9 bye");
}

TEST_F(PluginRoutes, AreOutOfServiceOnceThePluginStops) {
    directory.add("good", "good.so");
    load();
    host->stop();

    const auto answer = get("/good/settings");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503u);
    EXPECT_THAT(answer->headers, Contains(Pair("Retry-After", "5")).Times(1));
}

TEST_F(PluginRoutes, AnswerFiveHundredForAHandlerThatThrows) {
    directory.add("throws_in_handler", "throws.so");
    drain_ms = 1; // what such a plugin keeps of the answer is never given back
    load();

    const auto answer = get("/throws");

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500u);
    EXPECT_THAT(log.lines_with("thrown out of a handler"), SizeIs(1));
    EXPECT_FALSE(host->stop());
}

} // namespace
} // namespace sample_host::plugins
