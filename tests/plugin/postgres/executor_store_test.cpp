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
    void keep_both_alive() {
        database_.keep_alive(k_this_executor);
        database_.keep_alive(k_other_executor);
    }

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
    keep_both_alive();
    const auto mine = runs_->create({"j", "system", {}}).id.value();
    const auto left = runs_->create({"j", "system", {}}).id.value();
    const auto theirs = others_->create({"j", "system", {}}).id.value();
    ASSERT_TRUE(others_->request_cancel(mine, {}));
    ASSERT_TRUE(others_->request_cancel(theirs, {}));

    EXPECT_THAT(executors_->beat().cancelled, ElementsAre(mine));
    EXPECT_TRUE(runs_->find(left, {}));
}

TEST_F(ExecutorStore, CountsItsOwnRunsThatHaveNotEnded) {
    keep_both_alive();
    for (int i = 0; i < 3; ++i)
        runs_->create({"j", "system", {}});
    const auto ended = runs_->create({"j", "system", {}});
    others_->create({"j", "system", {}});
    database_.sql().exec("UPDATE job_runs SET status = 'pending' WHERE id = 2");
    database_.sql().rows("UPDATE job_runs SET status = 'completed' WHERE id = $1", {std::to_string(*ended.id)});
    ASSERT_TRUE(others_->request_cancel(1, {})); // brings a row of its own

    const auto heard = executors_->beat();

    EXPECT_EQ(heard.pending, 1u);
    EXPECT_EQ(heard.running, 2u);
}

TEST_F(ExecutorStore, CountsTheOtherExecutorsThatLive) {
    EXPECT_EQ(executors_->beat().others, 0u);

    database_.keep_alive(k_other_executor);
    EXPECT_EQ(executors_->beat().others, 1u);
    EXPECT_THAT(executors_->beat().cancelled, IsEmpty());

    database_.heartbeat_was(k_other_executor, "4 seconds");
    EXPECT_EQ(executors_->beat().others, 0u);
}

TEST_F(ExecutorStore, FindsTheRunsOfExecutorsThatHaveRetiredAndOfThoseThatAreSilentIfThatIsToCount) {
    keep_both_alive();
    const auto left = make_sync(database_, others_->create({"left", "sync", {}}));
    make_sync(database_, runs_->create({"mine", "sync", {}}));
    others_->create({"no sync", "system", {}});
    database_.sql().exec("INSERT INTO job_runs (job_name, job_type, status) VALUES ('hosts', 'sync', 'running')");
    EXPECT_THAT(executors_->abandoned(10, true), IsEmpty());

    database_.heartbeat_was(k_other_executor, "4 seconds");
    EXPECT_THAT(executors_->abandoned(10, false), IsEmpty());
    EXPECT_THAT(ids_of(executors_->abandoned(10, true)), ElementsAre(left));
    EXPECT_EQ(executors_->abandoned(10, true).front().job_name, "left");

    database_.keep_alive(k_other_executor);
    EXPECT_THAT(executors_->abandoned(10, true), IsEmpty());

    create_executor_store(database_.pool(), k_other_executor)->retire();
    EXPECT_THAT(ids_of(executors_->abandoned(10, false)), ElementsAre(left));
}

TEST_F(ExecutorStore, FindsItsOwnRunsThatHaveNotChangedForLong) {
    keep_both_alive();
    const auto mine = make_sync(database_, runs_->create({"j", "sync", {}}));
    EXPECT_THAT(executors_->abandoned(10, true), IsEmpty());

    database_.sql().exec("UPDATE job_runs SET updated_at = now() - interval '11 seconds'");

    EXPECT_THAT(ids_of(executors_->abandoned(10, true)), ElementsAre(mine));
}

TEST_F(ExecutorStore, FindsTheOldestFirstAndNoMoreThanAskedFor) {
    const auto first = make_sync(database_, others_->create({"j", "sync", {}}));
    make_sync(database_, others_->create({"j", "sync", {}}));
    database_.heartbeat_was(k_other_executor, "1 minute");

    EXPECT_THAT(ids_of(executors_->abandoned(1, true)), ElementsAre(first));
}

TEST_F(ExecutorStore, KnowsThatItWasSilentForSoLongThatOthersMayHaveTakenItForDead) {
    const auto first = executors_->beat();
    EXPECT_TRUE(first.after_silence) << "nobody has heard of it yet";
    EXPECT_TRUE(first.late);

    database_.keep_alive(k_this_executor);
    const auto in_time = executors_->beat();
    EXPECT_FALSE(in_time.after_silence);
    EXPECT_FALSE(in_time.late);

    database_.heartbeat_was(k_this_executor, "2500 milliseconds");
    EXPECT_TRUE(executors_->beat().late);

    database_.heartbeat_was(k_this_executor, "4 seconds");
    EXPECT_TRUE(executors_->beat().after_silence);
}

TEST_F(ExecutorStore, TellsWhichOfItsRunsOthersHaveTakenOrEnded) {
    const auto mine = runs_->create({"j", "system", {}}).id.value();
    const auto theirs = others_->create({"j", "system", {}}).id.value();
    const auto ended = runs_->create({"j", "system", {}}).id.value();
    progress_change last;
    last.id = ended;
    last.attempt = 1;
    runs_->complete(last, {});

    EXPECT_THAT(executors_->taken(std::vector<run_id>{mine, theirs, ended, 999}), ElementsAre(theirs, ended, 999u));
    EXPECT_THAT(executors_->taken({}), IsEmpty());
}

TEST_F(ExecutorStore, ForgetsThoseThatNobodyHasHeardOfForADay) {
    executors_->beat();
    database_.heartbeat_was(k_other_executor, "23 hours");
    executors_->forget_dead();
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_executors"), 2);

    database_.heartbeat_was(k_other_executor, "25 hours");
    executors_->forget_dead();
    EXPECT_EQ(database_.text("SELECT executor FROM job_executors"), k_this_executor);
}

TEST_F(ExecutorStore, EndsTheOrphansOfTheRetiredAtOnceAndOfTheSilentAfterAWhile) {
    const auto orphan = others_->create({"my.export", "system", {}}).id.value();
    runs_->create({"mine", "system", {}});
    make_sync(database_, others_->create({"a sync", "sync", {}}));
    database_.sql().exec("INSERT INTO job_runs (job_name, job_type, status) VALUES ('hosts', 'sync', 'running')");

    database_.heartbeat_was(k_other_executor, "10 seconds");
    EXPECT_THAT(executors_->end_orphans(10, true), IsEmpty());
    database_.heartbeat_was(k_other_executor, "31 seconds");
    EXPECT_THAT(executors_->end_orphans(10, false), IsEmpty());
    const auto ended = executors_->end_orphans(10, true);

    EXPECT_THAT(ids_of(ended), ElementsAre(orphan));
    EXPECT_EQ(ended.front().job_name, "my.export");
    const auto run = runs_->find(orphan, {}).value();
    EXPECT_EQ(run.status, run_status::failed);
    EXPECT_EQ(run.error_message, k_orphaned);
    EXPECT_TRUE(run.end_time);
    EXPECT_EQ(run.liveness, std::nullopt);

    const auto second = others_->create({"my.export", "system", {}}).id.value();
    create_executor_store(database_.pool(), k_other_executor)->retire();
    EXPECT_THAT(ids_of(executors_->end_orphans(10, false)), ElementsAre(second));
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_runs WHERE status = 'running'"), 3);
}

TEST_F(ExecutorStore, EndsTheOldestOrphansFirstAndNoneThatSomebodyElseHasLocked) {
    std::vector<run_id> orphans;
    for (int i = 0; i < 3; ++i)
        orphans.push_back(others_->create({"my.export", "system", {}}).id.value());
    database_.sql().exec("DELETE FROM job_executors");
    sql_session elsewhere(database_.database().conninfo());
    elsewhere.exec("BEGIN; SELECT FROM job_runs WHERE id = " + std::to_string(orphans[0]) + " FOR UPDATE");

    EXPECT_THAT(ids_of(executors_->end_orphans(1, false)), ElementsAre(orphans[1]));
    elsewhere.exec("ROLLBACK");
    EXPECT_THAT(ids_of(executors_->end_orphans(10, false)), ElementsAre(orphans[0], orphans[2]));
}

// The creator that was only cut off.
TEST_F(ExecutorStore, LeavesNothingToWriteForTheCreatorOfAnOrphanThatComesBack) {
    const auto orphan = others_->create({"my.export", "system", {}});
    database_.sql().exec("DELETE FROM job_executors");
    executors_->end_orphans(10, false);
    const auto revision = database_.text("SELECT revision FROM job_runs");

    progress_change late;
    late.id = *orphan.id;
    late.attempt = orphan.attempt;
    late.progress = 50;

    const auto outcome = others_->write_progress({&late, 1});
    EXPECT_THAT(outcome.written, IsEmpty());
    EXPECT_THAT(outcome.skipped, IsEmpty());
    EXPECT_THROW(others_->complete(late, {}), run_lost);
    EXPECT_EQ(database_.text("SELECT revision FROM job_runs"), revision);
}

} // namespace

} // namespace media_sync::postgres
