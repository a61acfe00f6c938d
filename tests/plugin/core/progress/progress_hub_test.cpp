#include "plugin/core/progress/progress_hub.hpp"

#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

run_snapshot snapshot(run_id id, std::int64_t revision, run_status status = run_status::running) {
    run_snapshot run;
    run.id = id;
    run.revision = revision;
    run.status = status;
    return run;
}

class ProgressHub : public ::testing::Test {
  protected:
    test::manual_clock time_;
};

TEST_F(ProgressHub, KnowsTheLatestSnapshotOfARun) {
    progress_hub hub(time_);

    EXPECT_EQ(hub.latest(1), nullptr);
    hub.publish(snapshot(1, 1));
    hub.publish(snapshot(1, 2));

    EXPECT_EQ(hub.latest(1)->run.revision, 2);
}

TEST_F(ProgressHub, NeverGoesBackToAnOlderRevision) {
    progress_hub hub(time_);

    hub.publish(snapshot(1, 5, run_status::completed));
    hub.publish(snapshot(1, 4));

    EXPECT_EQ(hub.latest(1)->run.revision, 5);
    EXPECT_EQ(hub.latest(1)->run.status, run_status::completed);
}

TEST_F(ProgressHub, LeavesASnapshotThatAReaderHoldsAsItWas) {
    progress_hub hub(time_);
    hub.publish(snapshot(1, 1));

    const auto held = hub.latest(1);
    hub.publish(snapshot(1, 2));
    hub.forget(1);

    EXPECT_EQ(held->run.revision, 1);
    EXPECT_EQ(hub.latest(1), nullptr);
}

TEST_F(ProgressHub, KeepsEveryRunThatStillRunsAndTheLastFewThatHaveEnded) {
    progress_hub hub(time_, {2, {}});
    for (run_id id = 1; id <= 4; ++id)
        hub.publish(snapshot(id, 1, run_status::completed));
    for (run_id id = 11; id <= 20; ++id)
        hub.publish(snapshot(id, 1));

    EXPECT_EQ(hub.latest(1), nullptr);
    EXPECT_EQ(hub.latest(2), nullptr);
    EXPECT_NE(hub.latest(3), nullptr);
    EXPECT_NE(hub.latest(4), nullptr);
    for (run_id id = 11; id <= 20; ++id)
        EXPECT_NE(hub.latest(id), nullptr) << id;
}

} // namespace
} // namespace media_sync
