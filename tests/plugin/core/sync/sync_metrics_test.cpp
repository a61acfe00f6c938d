#include "sync_fixture.hpp"

#include "support/recorded_metrics.hpp"

namespace media_sync {
namespace {

using test::fake_sync_store;
using test::make_items;
using ::testing::ElementsAre;

class SyncMetrics : public test::sync_fixture {
  protected:
    // What was counted, without the commits that have no items: they show a phase.
    std::vector<std::string> counted() const {
        auto events = counted_.events.entries();
        std::erase(events, "committed 0 0 0 0");
        return events;
    }

    test::recorded_metrics counted_;
    sync_runner counting_runner_{store_,         sources_, hub_,
                                 database_.time, options_, [this](const std::string& line) { log_.add(line); },
                                 counted_};
};

TEST_F(SyncMetrics, CountARunAndItsItemsByWhatBecameOfThem) {
    add_tracks(2, 2);
    server().pages[item_type::track][0].failures = {{"t9", "", "has no title"}};

    run(counting_runner_, prepare());
    run(counting_runner_, prepare());

    EXPECT_THAT(counted(), ElementsAre("started", "committed 1 0 0 0", "committed 1 0 0 1", "ended completed",
                                       "started", "committed 0 0 1 0", "committed 0 0 1 1", "ended completed"));
}

TEST_F(SyncMetrics, CountItemsOnceHoweverOftenTheirCommitIsTried) {
    add_tracks(2, 2);
    const auto id = prepare();
    store_.transactions_tried_twice = 10;
    after_commit(3, [&] { database_.go_away_for(2); }); // the commit of the tracks comes next

    run(counting_runner_, id);

    EXPECT_THAT(counted(), ElementsAre("started", "committed 1 0 0 0", "committed 1 0 0 0", "ended completed"));
}

TEST_F(SyncMetrics, TellAContinuedRunFromANewOne) {
    add_tracks(2, 1);
    const auto id = prepare();
    after_commit(3, [this] { cancel_.request(cancel_reason::shutdown); });
    run(id);
    store_.after_commit = nullptr;
    cancel_.request(cancel_reason::none);

    run(counting_runner_, id);

    EXPECT_EQ(counted().front(), "continued");
    EXPECT_EQ(counted().back(), "ended completed");
}

TEST_F(SyncMetrics, CountWhatFailsAndWhatIsCancelled) {
    add_tracks(1, 1);
    server().page_errors[{item_type::track, ""}] = "the server is gone";
    run(counting_runner_, prepare());
    cancel_.request(cancel_reason::user);
    run(counting_runner_, prepare());

    EXPECT_EQ(counted_.count("ended failed"), 1);
    EXPECT_EQ(counted_.count("ended cancelled"), 1);
}

TEST_F(SyncMetrics, CountARunThatAnotherProcessHasTakenOver) {
    add_tracks(2, 1);
    const auto id = prepare();
    fake_sync_store elsewhere(database_, "another process");
    after_commit(3, [&] {
        database_.kill_executor_of(id);
        elsewhere.claim(id);
    });

    run(counting_runner_, id);

    EXPECT_THAT(counted(), ElementsAre("started", "lost"));
}

} // namespace
} // namespace media_sync
