#include "http/router.hpp"

#include <gmock/gmock.h>

namespace sample_host::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

/// A router whose handlers write down which route they belong to.
struct labelled_router {
    router routes;
    std::string reached;

    void add(std::string_view method, std::string_view pattern) {
        routes.add(method, pattern,
                   [this, label = std::string(method) + " " + std::string(pattern)](
                       const request&, const std::shared_ptr<responder>&) { reached = label; });
    }

    std::string reach(std::string_view method, std::string_view path) {
        reached.clear();
        const auto matched = routes.match(method, path);
        if (matched.handle) (*matched.handle)({}, nullptr);
        return reached;
    }
};

suasor_status status_of_adding(router& routes, std::string_view method, std::string_view pattern) {
    try {
        routes.add(method, pattern, {});
        return SUASOR_OK;
    } catch (const suasor::error& failure) {
        return failure.status();
    }
}

TEST(Router, PrefersAStaticSegmentToAParameterWhateverTheOrderOfAdding) {
    labelled_router table;
    table.add("GET", "/runs/:id");
    table.add("GET", "/runs/active");
    table.add("GET", "/runs/:id/progress");

    EXPECT_EQ(table.reach("GET", "/runs/active"), "GET /runs/active");
    EXPECT_EQ(table.reach("GET", "/runs/7"), "GET /runs/:id");
    EXPECT_EQ(table.reach("GET", "/runs/7/progress"), "GET /runs/:id/progress");
}

TEST(Router, TriesTheParameterWhenTheStaticBranchLeadsNowhere) {
    labelled_router table;
    table.add("GET", "/jobs/runs/active");
    table.add("GET", "/jobs/:name/run");

    EXPECT_EQ(table.reach("GET", "/jobs/runs/run"), "GET /jobs/:name/run");
    EXPECT_THAT(table.routes.match("GET", "/jobs/runs/run").params, ElementsAre(Pair("name", "runs")));
}

TEST(Router, DecodesParametersAndStaticSegments) {
    labelled_router table;
    table.add("GET", "/files/:first/:second");

    EXPECT_THAT(table.routes.match("GET", "/f%69les/a%2Fb/%C3%A9").params,
                ElementsAre(Pair("first", "a/b"), Pair("second", "\xC3\xA9")));
}

TEST(Router, MatchesNothingForAnEmptyParameterOrBrokenEncoding) {
    labelled_router table;
    table.add("GET", "/runs/:id");

    for (const auto* path : {"/runs/", "/runs", "/runs//", "/runs/7/", "/runs/%4", "/runs/%zz", "/runs/%00", "runs/7"})
        EXPECT_EQ(table.reach("GET", path), "") << path;
}

TEST(Router, TellsTheMethodsOfAPathFromAPathThatIsNotThere) {
    labelled_router table;
    table.add("GET", "/runs/:id");
    table.add("DELETE", "/runs/:id");

    EXPECT_THAT(table.routes.match("POST", "/runs/1").allow, ElementsAre("DELETE", "GET", "HEAD"));
    EXPECT_THAT(table.routes.match("POST", "/elsewhere").allow, IsEmpty());
}

TEST(Router, GivesHeadToTheHandlerOfGetUnlessItHasItsOwn) {
    labelled_router table;
    table.add("GET", "/a");
    table.add("GET", "/b");
    table.add("HEAD", "/b");
    table.add("POST", "/c");

    EXPECT_EQ(table.reach("HEAD", "/a"), "GET /a");
    EXPECT_EQ(table.reach("HEAD", "/b"), "HEAD /b");
    EXPECT_EQ(table.reach("HEAD", "/c"), "");
}

TEST(Router, RefusesTheSamePatternTwiceAlsoUnderOtherParameterNames) {
    router routes;
    routes.add("GET", "/runs/:id", {});

    EXPECT_EQ(status_of_adding(routes, "GET", "/runs/:run"), SUASOR_E_EXISTS);
    EXPECT_EQ(status_of_adding(routes, "PUT", "/runs/:run"), SUASOR_OK);
}

TEST(Router, RefusesMalformedPatternsByName) {
    router routes;

    for (const auto* pattern : {"", "runs", "/a//b", "/:", "/:a-b", "/:x/:x", "/a?b", "/a%20b", "/a#b", "/a b"})
        EXPECT_EQ(status_of_adding(routes, "GET", pattern), SUASOR_E_INVALID_ARGUMENT) << pattern;
    EXPECT_EQ(status_of_adding(routes, "get", "/a"), SUASOR_E_INVALID_ARGUMENT);
    try {
        routes.add("GET", "/:x/:x", {});
    } catch (const suasor::error& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("GET /:x/:x"));
    }
}

TEST(Router, LetsGoOfAHandlerThatIsRemoved) {
    router routes;
    auto held = std::make_shared<int>(0);
    routes.add("GET", "/runs/:id", [held](const request&, const std::shared_ptr<responder>&) {});

    routes.remove("GET", "/runs/:anything");

    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(routes.match("GET", "/runs/1").handle, nullptr);
    EXPECT_EQ(status_of_adding(routes, "GET", "/runs/:id"), SUASOR_OK);
}

} // namespace
} // namespace sample_host::http
