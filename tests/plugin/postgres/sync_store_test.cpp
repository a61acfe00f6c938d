#include "plugin/postgres/sync_store.hpp"

#include "plugin/core/sync/sync_store_contract.hpp"
#include "stored_syncs_world.hpp"

#include <atomic>
#include <future>
#include <latch>
#include <set>

namespace media_sync {

namespace postgres {

namespace {

constexpr user_id k_owner = 21;

class SyncStore : public testing::Test {
  protected:
    sync_request request(sync_type type) { return {"system.media.sync", type, {client_}, k_owner}; }

    stored_syncs_world world_;
    migrated_database& database_ = world_.database();
    sync_store& store_ = world_.store();
    const client_id client_ = world_.client(k_owner);
};

TEST_F(SyncStore, StoresWhatTheRunIsAbout) {
    const auto job = database_.media_sync_job(k_owner, client_);

    const auto stored = store_.store(request(sync_type::music));

    EXPECT_EQ(database_.text("SELECT metadata FROM job_runs"),
              R"({"syncType": "music", "clientIDs": [)" + std::to_string(client_) + "]}");
    EXPECT_EQ(
        database_.text("SELECT concat_ws(' ', id, job_name, job_type, status, user_id, media_sync_job_id, attempt) "
                       "FROM job_runs"),
        std::to_string(stored.id) + " system.media.sync sync pending 21 " + std::to_string(job) + " 0");
}

TEST_F(SyncStore, LeavesNoRunBehindThatNobodySeemsToExecuteYet) {
    database_.sql().exec("DELETE FROM job_executors");

    store_.store(request(sync_type::music));

    EXPECT_EQ(database_.number("SELECT count(*) FROM job_runs JOIN job_executors USING (executor)"), 1);
}

TEST_F(SyncStore, HandsOutOneRunHoweverManyAskAtOnce) {
    constexpr int k_askers = 8;
    std::latch together(k_askers);
    std::vector<std::future<stored_sync>> asking;
    for (int i = 0; i < k_askers; ++i)
        asking.push_back(std::async(std::launch::async, [&, i] {
            auto& store = i % 2 == 0 ? world_.store() : world_.other_process();
            together.arrive_and_wait();
            return store.store(request(i % 3 == 0 ? sync_type::full : sync_type::music));
        }));

    std::set<run_id> runs;
    int created = 0;
    for (auto& asker : asking) {
        const auto stored = asker.get();
        runs.insert(stored.id);
        created += stored.existing ? 0 : 1;
    }

    EXPECT_EQ(runs.size(), 1U);
    EXPECT_EQ(created, 1);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_runs"), 1);
}

TEST_F(SyncStore, TakesOverTheLockOfARunThatHasEndedWithoutReleasingIt) {
    const auto first = store_.store(request(sync_type::music));
    database_.sql().exec("UPDATE job_runs SET status = 'failed'");

    const auto second = store_.store(request(sync_type::music));

    EXPECT_FALSE(second.existing);
    EXPECT_NE(second.id, first.id);
}

TEST_F(SyncStore, LetsOneOfTwoClaimsAtOnceWin) {
    const auto stored = store_.store(request(sync_type::music));
    ASSERT_TRUE(store_.claim(stored.id));
    world_.kill_this_process();
    const auto third =
        create_sync_store(database_.pool(), "33333333-3333-4333-8333-333333333333", std::chrono::seconds(60));
    database_.keep_alive("33333333-3333-4333-8333-333333333333");

    std::latch together(2);
    const auto claim = [&](sync_store& store) {
        together.arrive_and_wait();
        return store.claim(stored.id).has_value();
    };
    auto other = std::async(std::launch::async, claim, std::ref(world_.other_process()));
    const auto mine = claim(*third);

    EXPECT_NE(other.get(), mine);
    EXPECT_EQ(database_.text("SELECT attempt FROM job_runs"), "2");
}

TEST_F(SyncStore, ClaimsNoRunThatIsNotASync) {
    database_.sql().rows(
        "INSERT INTO job_runs (job_name, job_type, status, executor) VALUES ('export', 'system', 'pending', $1)",
        {k_other_executor});

    EXPECT_FALSE(store_.claim(1));
}

TEST_F(SyncStore, NotesTheTimeOfACompletedSyncOnly) {
    database_.media_sync_job(k_owner, client_);
    const auto sync = [&](run_status status) {
        const auto stored = store_.store(request(sync_type::music));
        store_.finish(store_.claim(stored.id)->claim, {status, status == run_status::failed ? "no" : "", "", ""});
        return database_.text("SELECT last_sync_time IS NOT NULL FROM media_sync_jobs");
    };

    EXPECT_EQ(sync(run_status::failed), "f");
    EXPECT_EQ(sync(run_status::completed), "t");
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_locks"), 0);
}

TEST_F(SyncStore, EndsARunAsCancelledThatSomebodyWantedCancelledWhileNobodyExecutedIt) {
    const auto stored = store_.store(request(sync_type::music));
    store_.claim(stored.id);
    database_.sql().exec("UPDATE job_runs SET cancel_requested_at = now()");
    world_.kill_this_process();

    const auto instead = world_.other_process().claim(stored.id)->snapshot;

    EXPECT_EQ(instead.status, run_status::cancelled);
    EXPECT_EQ(instead.error_message, "");
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_locks"), 0);
}

TEST_F(SyncStore, FailsASyncOfAnotherVersionThatItCannotDo) {
    const auto stored = store_.store(request(sync_type::music));
    database_.sql().exec(R"(UPDATE job_runs SET metadata = metadata || '{"syncType": "audiobooks"}')");

    const auto instead = store_.claim(stored.id)->snapshot;

    EXPECT_EQ(instead.status, run_status::failed);
    EXPECT_THAT(instead.error_message, testing::HasSubstr("\"audiobooks\" is not known"));
}

TEST_F(SyncStore, WritesABatchOnceWhenTheServerHangsUpDuringItsCommit) {
    const auto claim = store_.claim(store_.store(request(sync_type::music)).id)->claim;
    // All has been written when the commit itself ends the session.
    database_.sql().exec("CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS "
                         "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                         "CREATE CONSTRAINT TRIGGER hang_up AFTER UPDATE ON job_runs DEFERRABLE INITIALLY DEFERRED "
                         "FOR EACH ROW EXECUTE FUNCTION hang_up()");
    const std::vector<item_failure> failures{{"x", "X", "broken"}};
    const item_batch batch{client_, "subsonic", item_type::track, k_owner, {}, failures};
    const auto row_after = [](const batch_outcome& outcome) {
        return progress_row{30, 10, outcome.counts.processed(), "", "", "", {}, {}};
    };

    EXPECT_THROW(store_.commit_batch(claim, batch, row_after), store_unavailable);
    database_.sql().exec("DROP TRIGGER hang_up ON job_runs");
    const auto snapshot = store_.commit_batch(claim, batch, row_after);

    EXPECT_EQ(snapshot.processed_items, 1);
    EXPECT_EQ(database_.number("SELECT processed_items FROM job_runs"), 1);
    EXPECT_EQ(database_.number("SELECT count(*) FROM job_run_failures"), 1);
}

} // namespace

} // namespace postgres

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, SyncStoreContract, postgres::stored_syncs_world);

} // namespace media_sync
