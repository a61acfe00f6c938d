#include "plugin/core/progress/executor_watch.hpp"
#include "plugin/core/progress/job_service.hpp"

#include "support/fake_executor_store.hpp"
#include "support/fake_run_store.hpp"
#include "support/recorded_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::recorded_metrics;
using ::testing::ElementsAre;

class JobServiceMetrics : public ::testing::Test {
  protected:
    run_id create() { return jobs_->create_run({"my.export", "system", 1}).value(); }

    recorded_metrics counted_;
    test::fake_database database_;
    test::fake_run_store store_{database_};
    progress_hub hub_{database_.time};
    // Flushes what is dirty when it ends, and before that only the first change.
    std::unique_ptr<job_service> jobs_ = std::make_unique<job_service>(
        store_, hub_, database_.time, progress_flusher::options{1h, 5s, 1h}, [](run_id) {}, [](const std::string&) {},
        counted_);
};

TEST_F(JobServiceMetrics, CountRunsAndTheirEnds) {
    const auto completed = create();
    const auto failed = create();

    ASSERT_TRUE(jobs_->complete_run(completed, run_status::completed, ""));
    ASSERT_TRUE(jobs_->complete_run(failed, run_status::failed, "no room"));
    ASSERT_FALSE(jobs_->complete_run(failed, run_status::failed, "again"));

    EXPECT_EQ(counted_.count("started"), 2);
    EXPECT_EQ(counted_.count("ended completed"), 1);
    EXPECT_EQ(counted_.count("ended failed"), 1);
}

TEST_F(JobServiceMetrics, CountAnEndWhoseAnswerWasLostOnce) {
    const auto run = create();
    database_.lose_the_answer_to_an_end();
    EXPECT_THROW(static_cast<void>(jobs_->complete_run(run, run_status::completed, "")), store_unavailable);

    ASSERT_TRUE(jobs_->complete_run(run, run_status::completed, ""));

    EXPECT_EQ(counted_.count("ended completed"), 1);
    EXPECT_EQ(counted_.count("lost"), 0);
}

TEST_F(JobServiceMetrics, CountTheItemsThatAreStoredAndTheirFlushes) {
    const auto run = create();

    ASSERT_TRUE(jobs_->increment_processed_items(run, 5));
    counted_.wait_for("reported 5");
    ASSERT_TRUE(jobs_->increment_processed_items(run, 2));
    ASSERT_TRUE(jobs_->increment_processed_items(run, 4));
    ASSERT_TRUE(jobs_->complete_run(run, run_status::completed, ""));

    EXPECT_THAT(counted_.events.entries(),
                ElementsAre("started", "flushed 1", "reported 5", "reported 6", "ended completed"));
}

TEST_F(JobServiceMetrics, CountAsManyItemsAsThereAreNumbers) {
    constexpr auto k_most = std::numeric_limits<std::int64_t>::max();
    ASSERT_TRUE(jobs_->increment_processed_items(create(), 1));
    counted_.wait_for("reported 1");
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(jobs_->increment_processed_items(create(), k_most));

    jobs_->stop();

    EXPECT_EQ(counted_.count(fmt::format("reported {}", k_most)), 1);
}

TEST_F(JobServiceMetrics, CountRunsThatTheHostLeavesOpen) {
    create();

    jobs_->stop();

    EXPECT_EQ(counted_.count("ended failed"), 1);
}

TEST_F(JobServiceMetrics, CountARunThatAnotherProcessHasEnded) {
    const auto run = create();
    database_.end_as_orphan(run);

    ASSERT_TRUE(jobs_->increment_processed_items(run, 1));

    counted_.wait_for("lost");
    EXPECT_EQ(counted_.count("lost"), 1);
}

TEST(ExecutorWatchMetrics, CountWhatAHeartbeatBringsAndThoseThatFail) {
    test::fake_executor_store store;
    recorded_metrics counted;
    executor_watch watch(store, {1ms},
                         {[](run_id) {}, [](const abandoned_run&) {}, [](const abandoned_run&) {},
                          [] { return std::vector<run_id>(); }, [] {}, [](const std::string&) {}},
                         counted);
    store.set_active(3, 7);
    store.orphan({42, "my.export"});
    watch.start();
    counted.wait_for("counted 3 7");
    counted.wait_for("ended failed");

    store.set_state(test::database_state::away);

    counted.wait_for("heartbeat failed");
}

} // namespace
} // namespace media_sync
