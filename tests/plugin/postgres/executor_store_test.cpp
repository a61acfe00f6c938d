#include "plugin/postgres/executor_store.hpp"

#include "migrated_database.hpp"
#include "plugin/postgres/run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ExecutorStore : public testing::Test {
  protected:
    migrated_database database_;
    const std::unique_ptr<executor_store> executors_ = create_executor_store(database_.pool(), k_this_executor);
    const std::unique_ptr<run_store> runs_ = create_run_store(database_.pool(), k_this_executor, 60s);
    const std::unique_ptr<run_store> others_ = create_run_store(database_.pool(), k_other_executor, 60s);
};

// What makes a run a media sync.
run_id make_sync(migrated_database& database, const run_snapshot& run) {
    database.sql().rows("UPDATE job_runs SET metadata = '{\"syncType\": \"music\"}' WHERE id = $1",
                        {std::to_string(*run.id)});
    return *run.id;
}

std::vector<run_id> ids_of(const std::vector<abandoned_run>& runs) {
    std::vector<run_id> ids;
    for (const auto& run : runs)
        ids.push_back(run.id);
    return ids;
}

TEST_F(ExecutorStore, BeatsByTheDatabasesClock) {
    database_.heartbeat_was(k_this_executor, "1 hour");

    executors_->beat();

    EXPECT_EQ(database_.text(
                  "SELECT count(*) FROM job_executors WHERE heartbeat_at > clock_timestamp() - interval '1 minute'"),
              "1");
}

TEST_F(ExecutorStore, BringsTheCancelsOfItsOwnRunningRuns) {
    const auto mine = runs_->create({"j", "system", {}}).id.value();
    const auto left = runs_->create({"j", "system", {}}).id.value();
    const auto theirs = others_->create({"j", "system", {}}).id.value();
    ASSERT_TRUE(others_->request_cancel(mine, {}));
    ASSERT_TRUE(others_->request_cancel(theirs, {}));

    EXPECT_THAT(executors_->beat().cancelled, ElementsAre(mine));
    EXPECT_TRUE(runs_->find(left, {}));
}

TEST_F(ExecutorStore, CountsTheOtherExecutorsThatLive) {
    EXPECT_EQ(executors_->beat().others, 0u);

    database_.heartbeat_was(k_other_executor, "1 second");
    EXPECT_EQ(executors_->beat().others, 1u);
    EXPECT_THAT(executors_->beat().cancelled, IsEmpty());

    database_.heartbeat_was(k_other_executor, "4 seconds");
    EXPECT_EQ(executors_->beat().others, 0u);
}

TEST_F(ExecutorStore, FindsTheRunsOfExecutorsThatAreSilentOrGone) {
    const auto silent = make_sync(database_, others_->create({"silent", "sync", {}}));
    make_sync(database_, runs_->create({"mine", "sync", {}}));
    others_->create({"no sync", "system", {}});
    database_.sql().exec("INSERT INTO job_runs (job_name, job_type, status) VALUES ('hosts', 'sync', 'running')");
    EXPECT_THAT(executors_->abandoned(10), IsEmpty());

    database_.heartbeat_was(k_other_executor, "4 seconds");
    EXPECT_THAT(ids_of(executors_->abandoned(10)), ElementsAre(silent));
    EXPECT_EQ(executors_->abandoned(10).front().job_name, "silent");

    database_.heartbeat_was(k_other_executor, "1 second");
    EXPECT_THAT(executors_->abandoned(10), IsEmpty());

    create_executor_store(database_.pool(), k_other_executor)->retire();
    EXPECT_THAT(ids_of(executors_->abandoned(10)), ElementsAre(silent));
}

TEST_F(ExecutorStore, FindsItsOwnRunsThatHaveNotChangedForLong) {
    const auto mine = make_sync(database_, runs_->create({"j", "sync", {}}));
    EXPECT_THAT(executors_->abandoned(10), IsEmpty());

    database_.sql().exec("UPDATE job_runs SET updated_at = now() - interval '11 seconds'");

    EXPECT_THAT(ids_of(executors_->abandoned(10)), ElementsAre(mine));
}

TEST_F(ExecutorStore, FindsTheOldestFirstAndNoMoreThanAskedFor) {
    const auto first = make_sync(database_, others_->create({"j", "sync", {}}));
    make_sync(database_, others_->create({"j", "sync", {}}));
    database_.heartbeat_was(k_other_executor, "1 minute");

    EXPECT_THAT(ids_of(executors_->abandoned(1)), ElementsAre(first));
}

} // namespace

} // namespace media_sync::postgres
