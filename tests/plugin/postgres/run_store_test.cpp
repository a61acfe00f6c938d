#include "plugin/postgres/run_store.hpp"

#include "migrated_database.hpp"
#include "plugin/core/progress/run_store_contract.hpp"

namespace media_sync {

namespace postgres {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class stored_runs {
  public:
    stored_runs() {
        database_.keep_alive(k_this_executor);
        database_.keep_alive(k_other_executor);
    }

    run_store& store() { return *store_; }
    run_store& other_process() { return *other_; }
    void kill_this_process() { database_.heartbeat_was(k_this_executor, "4 seconds"); }
    void pass(std::chrono::seconds time) {
        database_.sql().rows("UPDATE job_runs SET created_at = created_at - make_interval(secs => $1::text::integer)",
                             {std::to_string(time.count())});
    }
    std::uint64_t media_sync_job(user_id owner) { return database_.media_sync_job(owner); }

    migrated_database& database() { return database_; }

  private:
    migrated_database database_;
    const std::unique_ptr<run_store> store_ = create_run_store(database_.pool(), k_this_executor, 60s);
    const std::unique_ptr<run_store> other_ = create_run_store(database_.pool(), k_other_executor, 60s);
};

class RunStore : public testing::Test {
  protected:
    run_id host_run(const std::string& columns, const std::string& values) {
        return std::stoull(*database_.sql().scalar("INSERT INTO job_runs (job_name, job_type, created_at, " + columns +
                                                   ") VALUES ('old', 'sync', now(), " + values + ") RETURNING id"));
    }

    progress_change change_of(run_id id) {
        progress_change change;
        change.id = id;
        change.attempt = 1;
        change.progress = 5;
        return change;
    }

    stored_runs world_;
    migrated_database& database_ = world_.database();
    run_store& store_ = world_.store();
};

TEST_F(RunStore, ReadsARunOfTheHostsOwn) {
    const auto id = host_run("status, total_items, processed_items, start_time, end_time",
                             "'running', 0, 0, '2026-01-02 03:04:05.678901+00', '0001-01-01 00:00:00+00'");

    const auto run = store_.find(id, {}).value();

    EXPECT_EQ(run.status, run_status::running);
    EXPECT_FALSE(run.total_items);
    EXPECT_FALSE(run.processed_items);
    EXPECT_FALSE(run.liveness);
    EXPECT_FALSE(run.end_time);
    EXPECT_EQ(run.attempt, 0);
    EXPECT_EQ(run.start_time, std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + 3h + 4min + 5s + 678901us);
}

TEST_F(RunStore, KeepsAZeroThatWasCounted) {
    auto change = change_of(store_.create({"j", "system", {}}).id.value());
    change.total_items = 0;

    const auto outcome = store_.write_progress({&change, 1});

    EXPECT_EQ(outcome.written.at(0).total_items, 0);
    EXPECT_EQ(outcome.written.at(0).processed_items, 0);
}

TEST_F(RunStore, ListsTheHostsOwnRunsWhileTheyAreYoung) {
    const auto young = host_run("status", "'running'");
    const auto old = host_run("status", "'running'");
    database_.sql().exec("UPDATE job_runs SET created_at = now() - interval '25 hours' WHERE id = " +
                         std::to_string(old));

    const auto active = store_.active({}, 100);

    ASSERT_EQ(active.size(), 1U);
    EXPECT_EQ(active.front().id, young);
}

TEST_F(RunStore, NeverCancelsARunOfTheHostsOwn) {
    const auto id = host_run("status", "'running'");

    const auto cancelled = store_.request_cancel(id, {});

    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, errc::conflict);
    EXPECT_EQ(database_.text("SELECT cancel_requested_at FROM job_runs"), "NULL");
}

TEST_F(RunStore, JudgesLivenessByTheExecutorsHeartbeatAndTheLastAdvance) {
    const auto id = store_.create({"j", "system", {}}).id.value();
    auto& reader = world_.other_process();
    EXPECT_EQ(reader.find(id, {})->liveness, liveness::ok);

    database_.sql().exec("UPDATE job_runs SET advanced_at = now() - interval '61 seconds'");
    EXPECT_EQ(reader.find(id, {})->liveness, liveness::stalled);
    EXPECT_EQ(store_.find(id, {})->liveness, liveness::stalled);

    database_.heartbeat_was(k_this_executor, "4 seconds");
    EXPECT_EQ(reader.find(id, {})->liveness, liveness::lost);

    database_.sql().exec("DELETE FROM job_executors");
    EXPECT_EQ(reader.find(id, {})->liveness, liveness::lost);
}

TEST_F(RunStore, MovesAdvancedAtOnlyWhenSomethingAdvanced) {
    auto change = change_of(store_.create({"j", "system", {}}).id.value());
    database_.sql().exec("UPDATE job_runs SET advanced_at = now() - interval '1 hour'");

    store_.write_progress({&change, 1});
    EXPECT_EQ(database_.text("SELECT advanced_at < now() - interval '1 minute' FROM job_runs"), "t");

    change.advanced = true;
    store_.write_progress({&change, 1});
    EXPECT_EQ(database_.text("SELECT advanced_at < now() - interval '1 minute' FROM job_runs"), "f");
}

TEST_F(RunStore, SkipsARowThatSomebodyElseHasLocked) {
    const auto locked = store_.create({"j", "system", {}}).id.value();
    const auto free = store_.create({"j", "system", {}}).id.value();
    const std::vector changes{change_of(locked), change_of(free)};
    database_.sql().exec("BEGIN; SELECT FROM job_runs WHERE id = " + std::to_string(locked) + " FOR UPDATE");

    const auto outcome = store_.write_progress(changes);
    database_.sql().exec("ROLLBACK");

    ASSERT_EQ(outcome.written.size(), 1U);
    EXPECT_EQ(outcome.written.front().id, free);
    EXPECT_THAT(outcome.skipped, ElementsAre(locked));
}

TEST_F(RunStore, WritesAnyNumberOfRunsInOneTransaction) {
    std::vector<progress_change> changes;
    for (int i = 0; i < 50; ++i)
        changes.push_back(change_of(store_.create({"j", "system", {}}).id.value()));

    EXPECT_EQ(store_.write_progress(changes).written.size(), 50U);

    EXPECT_EQ(database_.text("SELECT count(DISTINCT xmin::text) FROM job_runs"), "1");
}

TEST_F(RunStore, EndsAPendingRunAtOnceAndReleasesItsLocks) {
    const auto id = host_run("status, executor", "'pending', '" + std::string(k_other_executor) + "'");
    database_.sql().rows("INSERT INTO job_run_locks VALUES (1, 'music', $1)", {std::to_string(id)});

    const auto cancelled = store_.request_cancel(id, {});

    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->status, run_status::cancelled);
    EXPECT_TRUE(cancelled->end_time);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_locks"), 0);
}

TEST_F(RunStore, ReleasesTheLocksOfALostSyncThatSomebodyWantsCancelled) {
    const auto id = host_run("status, executor", "'running', '" + std::string(k_other_executor) + "'");
    database_.sql().rows("INSERT INTO job_run_locks VALUES (1, 'music', $1)", {std::to_string(id)});
    EXPECT_EQ(store_.request_cancel(id, {})->status, run_status::running);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_locks"), 1);

    database_.heartbeat_was(k_other_executor, "4 seconds");
    EXPECT_EQ(store_.request_cancel(id, {})->status, run_status::cancelled);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_locks"), 0);
}

TEST_F(RunStore, LeavesSyncsToBeContinuedWhenItEndsWhatIsOpen) {
    host_run("status, executor, metadata",
             "'running', '" + std::string(k_this_executor) + R"(', '{"syncType": "music"}')");

    EXPECT_TRUE(store_.end_all_but({}, 0s, "it stopped").empty());
}

TEST_F(RunStore, PrunesOldRunsWithTheirFailuresAndNeverOneOfTheHostsOwnOrOneThatHasNotEnded) {
    const auto run = [&](const std::string& status, const std::string& ended, bool ours = true) {
        const auto end = status == "running" ? "NULL" : "now() - interval '" + ended + "'";
        const auto executor = ours ? "'" + std::string(k_other_executor) + "'" : "NULL";
        const auto id = host_run("status, executor, end_time", "'" + status + "', " + executor + ", " + end);
        database_.sql().rows(
            "INSERT INTO job_run_failures (run_id, client_id, item_type, client_item_id, title, error) "
            "VALUES ($1, 1, 'track', 'x', '', '')",
            {std::to_string(id)});
        return id;
    };
    const std::vector old{run("completed", "31 days"), run("failed", "31 days"), run("cancelled", "31 days")};
    const std::vector kept{run("completed", "29 days"), run("running", ""), run("completed", "31 days", false)};

    const auto looked = store_.prune(std::chrono::days(30), 0, 100);

    EXPECT_EQ(looked.runs, 6u);
    EXPECT_EQ(looked.last, kept.back());
    EXPECT_EQ(looked.deleted, old);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_runs"), 3);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_failures"), 3);
}

TEST_F(RunStore, LooksAtAPartAtATimeForWhatIsOld) {
    for (int i = 0; i < 5; ++i)
        host_run("status, executor, end_time",
                 "'completed', '" + std::string(k_other_executor) + "', now() - interval '2 days'");

    const auto first = store_.prune(std::chrono::days(1), 0, 3);
    EXPECT_EQ(first.deleted.size(), 3u);
    const auto second = store_.prune(std::chrono::days(1), first.last, 3);
    EXPECT_EQ(second.runs, 2u);
    EXPECT_EQ(store_.prune(std::chrono::days(1), second.last, 3).runs, 0u);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_runs"), 0);
}

TEST_F(RunStore, PrefersTheActiveRunOfASyncJobToItsLatest) {
    const auto job = database_.media_sync_job(k_alice);
    const auto of_job = [&](const std::string& status) {
        return host_run("status, media_sync_job_id", "'" + status + "', " + std::to_string(job));
    };
    of_job("completed");
    const auto running = of_job("running");
    const auto latest = of_job("failed");

    EXPECT_EQ(store_.of_media_sync_job(job, {k_alice})->id, running);
    database_.sql().exec("UPDATE job_runs SET status = 'failed' WHERE status = 'running'");
    EXPECT_EQ(store_.of_media_sync_job(job, {k_alice})->id, latest);
}

TEST_F(RunStore, TakesTextThatPostgresqlWouldRefuse) {
    auto change = change_of(store_.create({"j", "system", {}}).id.value());
    change.status_message = std::string("a\0b", 3) + "\xff";

    EXPECT_EQ(store_.write_progress({&change, 1}).written.size(), 1U);
}

TEST_F(RunStore, SaysThatTheDatabaseIsAway) {
    connection_pool nowhere("host=127.0.0.1 port=1", 1, {});

    EXPECT_THROW(create_run_store(nowhere, k_this_executor, 60s)->find(1, {}), store_unavailable);
}

} // namespace

} // namespace postgres

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, RunStoreContract, postgres::stored_runs);

} // namespace media_sync
