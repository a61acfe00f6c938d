#include "plugin/http_api/entity_tag.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace media_sync {
namespace {

run_snapshot live_run() {
    run_snapshot run;
    run.id = 42;
    run.revision = 17;
    run.attempt = 2;
    run.liveness = liveness::ok;
    return run;
}

TEST(EntityTag, NamesRevisionAttemptAndLiveness) {
    auto ended = live_run();
    ended.liveness.reset();

    EXPECT_EQ(entity_tag(live_run()), R"(W/"17-2-ok")");
    EXPECT_EQ(entity_tag(ended), R"(W/"17-2-none")");
}

TEST(EntityTag, TellsApartTheRunsThatOneRouteShows) {
    auto next = live_run();
    next.id = 43;

    EXPECT_EQ(entity_tag_with_id(live_run()), R"(W/"42-17-2-ok")");
    EXPECT_NE(entity_tag_with_id(live_run()), entity_tag_with_id(next));
}

TEST(EntityTag, OfARunOfTheHostsOwnChangesWithAllOfIt) {
    run_snapshot own;
    own.id = 7;
    auto moved = own;
    moved.progress = 50;

    EXPECT_NE(entity_tag(own), entity_tag(moved));
    EXPECT_EQ(entity_tag(own), entity_tag(own));
}

TEST(EntityTag, OfAListChangesWithEveryElementAndTheirOrder) {
    auto other = live_run();
    other.id = 43;
    auto changed = live_run();
    changed.revision = 18;

    const auto tag_of = [](const std::vector<run_snapshot>& runs) {
        std::vector<std::shared_ptr<const published_run>> published;
        for (const auto& run : runs)
            published.push_back(std::make_shared<const published_run>(run));
        return entity_tag(published);
    };

    const auto tag = tag_of({live_run(), other});

    EXPECT_EQ(tag, tag_of({live_run(), other}));
    EXPECT_NE(tag, tag_of({other, live_run()}));
    EXPECT_NE(tag, tag_of({changed, other}));
    EXPECT_NE(tag, tag_of({live_run()}));
}

TEST(EntityTag, IsComparedWeaklyWithEveryTagOfTheField) {
    constexpr std::string_view tag = R"(W/"17-2-ok")";

    for (const auto* holding : {R"(W/"17-2-ok")", R"("17-2-ok")", R"("a,b", W/"17-2-ok")", R"( ,W/"x","17-2-ok")", "*"})
        EXPECT_TRUE(none_match_holds(holding, tag)) << holding;
    for (const auto* other : {"", R"(W/"17-2-lost")", R"(W/"17-2-ok)", "17-2-ok", R"("x17-2-ok")", ",,"})
        EXPECT_FALSE(none_match_holds(other, tag)) << other;
}

} // namespace
} // namespace media_sync
