#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using test::fake_run;
using test::fake_sync_store;
using test::make_items;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class SyncResume : public test::sync_fixture {
  protected:
    // Runs until so many commits are done, as if the process had been killed then.
    void die_after(std::size_t commits) {
        last_run_ = prepare();
        after_commit(commits, [this] { cancel_.request(cancel_reason::shutdown); });
        static_cast<void>(run(last_run_));
        store_.after_commit = nullptr;
        cancel_.request(cancel_reason::none);
        database_.kill_executor_of(last_run_);
    }

    run_end go_on_elsewhere() { return run(other_runner_, last_run_); }

    fake_sync_store other_store_{database_, "another process"};
    sync_runner other_runner_{other_store_,   sources_, hub_,
                              database_.time, options_, [this](const std::string& line) { log_.add(line); }};
};

TEST_F(SyncResume, GoesOnUnderTheSameRunFromTheLastCommittedPage) {
    add_tracks(10, 2);
    die_after(8); // three phases, then five tracks: in the middle of the third page
    ASSERT_EQ(stored().processed_items, 5);
    const auto fetched_before = server().fetched.entries().size();

    EXPECT_EQ(go_on_elsewhere(), run_end::completed);

    EXPECT_EQ(stored().status, run_status::completed);
    EXPECT_EQ(stored().attempt, 2);
    EXPECT_EQ(stored().processed_items, 10);
    EXPECT_EQ(counts().created, 10);
    auto fetched = server().fetched.entries();
    fetched.erase(fetched.begin(), fetched.begin() + static_cast<std::ptrdiff_t>(fetched_before));
    EXPECT_THAT(fetched,
                ElementsAre(Pair(item_type::track, "2"), Pair(item_type::track, "3"), Pair(item_type::track, "4")));
}

// The same end whatever the moment in which the first process dies.
TEST_F(SyncResume, SaysWhichAttemptItIsBeforeItHasReadAnything) {
    add_tracks(10, 2);
    die_after(8);
    auto attempt_shown = 0;
    store_.after_commit = nullptr;
    other_store_.after_commit = [&](const test::committed_batch& batch) {
        if (attempt_shown == 0) {
            EXPECT_TRUE(batch.source_ids.empty());
            attempt_shown = boost::json::parse(batch.row.progress_data).at("attempt").to_number<int>();
        }
    };

    EXPECT_EQ(go_on_elsewhere(), run_end::completed);

    EXPECT_EQ(attempt_shown, 2);
}

TEST_F(SyncResume, CountsEveryItemOnceWhereverTheFirstAttemptStopped) {
    server().add_pages(item_type::artist, make_items(item_type::artist, "ar", 3), 2);
    server().add_pages(item_type::album, make_items(item_type::album, "al", 3), 2);
    server().pages[item_type::album][0].failures = {{"al9", "", "has no title"}};
    server().counts[item_type::album] = {{4, false}};
    server().add_pages(item_type::track, make_items(item_type::track, "t", 3), 2);

    for (std::size_t commits = 1; commits <= 11; ++commits) {
        SCOPED_TRACE(commits);
        database_.mappings.clear();
        observed_.clear();
        die_after(commits);

        ASSERT_EQ(go_on_elsewhere(), run_end::completed);

        EXPECT_EQ(stored().processed_items, 10);
        EXPECT_EQ(stored().total_items, 10);
        EXPECT_EQ(counts().created, 9);
        EXPECT_EQ(counts().failed, 1);
        EXPECT_THAT(data().at("failures").as_array(), SizeIs(1));
        for (std::size_t i = 1; i < observed_.size(); ++i)
            EXPECT_GE(observed_[i].progress, observed_[i - 1].progress) << i;
    }
}

TEST_F(SyncResume, DoesNotSweepWhatAnotherAttemptMayHaveListed) {
    add_tracks(10, 2);
    sync();
    server().pages[item_type::track].pop_back();
    server().counts[item_type::track] = {{8, false}};
    die_after(8);

    EXPECT_EQ(go_on_elsewhere(), run_end::completed);

    EXPECT_TRUE(is_mapped(item_type::track, "t10"));
    EXPECT_TRUE(other_store_.swept.empty());
}

TEST_F(SyncResume, FailsWithAReasonIfTheStoredCursorCannotBeRead) {
    add_tracks(10, 2);
    die_after(8);
    database_.runs.at(last_run_).resume_cursor = R"({"version":99})";

    EXPECT_EQ(go_on_elsewhere(), run_end::failed);

    EXPECT_EQ(stored().status, run_status::failed);
    EXPECT_THAT(stored().error_message, HasSubstr("resume cursor cannot be read"));
}

TEST_F(SyncResume, GivesARunUpWhoseProcessDiesThreeTimesInTheSamePlace) {
    add_tracks(10, 2);
    die_after(8);
    for (int attempt = 1; attempt <= k_most_barren_attempts; ++attempt) {
        ASSERT_TRUE(other_store_.claim(last_run_));
        database_.kill_executor_of(last_run_);
    }
    const auto fetched_before = server().fetched.entries().size();

    EXPECT_EQ(run(last_run_), run_end::failed);

    EXPECT_EQ(stored().status, run_status::failed);
    EXPECT_EQ(stored().error_message, k_barren);
    EXPECT_EQ(stored().processed_items, 5);
    EXPECT_EQ(hub_.latest(last_run_)->run, stored());
    EXPECT_TRUE(database_.locks.empty());
    EXPECT_THAT(server().fetched.entries(), SizeIs(fetched_before));
}

TEST_F(SyncResume, HoldsNoHostThatStopsAgainstTheRun) {
    add_tracks(10, 2);
    last_run_ = prepare();
    cancel_.request(cancel_reason::shutdown);
    for (int restart = 1; restart <= 2 * k_most_barren_attempts; ++restart)
        ASSERT_EQ(run(last_run_), run_end::left_running);
    cancel_.request(cancel_reason::none);

    EXPECT_EQ(run(last_run_), run_end::completed);
}

TEST_F(SyncResume, LeavesARunToBeContinuedAlsoWhereTheDatabaseCannotBeTold) {
    add_tracks(10, 2);
    last_run_ = prepare();
    after_commit(4, [this] {
        cancel_.request(cancel_reason::shutdown);
        database_.go_away();
    });

    EXPECT_EQ(run(last_run_), run_end::left_running);
}

TEST_F(SyncResume, EndsARunAsCancelledThatNobodyWantsAnyMore) {
    add_tracks(10, 2);
    die_after(8);
    database_.runs.at(last_run_).cancel_requested = true;

    EXPECT_EQ(go_on_elsewhere(), run_end::cancelled);

    EXPECT_EQ(stored().status, run_status::cancelled);
    EXPECT_EQ(stored().processed_items, 5);
}

// A failover to a server that has not got everything takes the run back, and the items with it.
TEST_F(SyncResume, CountsEveryItemOnceAlsoWhenTheDatabaseHasLostWhatWasCommitted) {
    add_tracks(10, 2);
    last_run_ = prepare();
    fake_run row;
    decltype(database_.mappings) mappings;
    decltype(database_.seen) seen;
    store_.after_commit = [&](const test::committed_batch& batch) {
        if (batch.row.processed_items == 5) {
            row = database_.runs.at(last_run_);
            mappings = database_.mappings;
            seen = database_.seen;
        }
        if (batch.row.processed_items != 8) return;
        database_.runs.at(last_run_) = row;
        database_.mappings = mappings;
        database_.seen = seen;
        store_.after_commit = nullptr;
    };

    EXPECT_EQ(run(last_run_), run_end::not_ours);
    EXPECT_EQ(stored().processed_items, 5);
    EXPECT_EQ(run(last_run_), run_end::completed) << "as this process looks after its own runs";

    EXPECT_EQ(stored().processed_items, 10);
    EXPECT_EQ(counts().created, 10);
    EXPECT_THAT(database_.mappings, SizeIs(10));
}

TEST_F(SyncResume, FencesTheFirstAttemptOffOnceTheSecondHasBegun) {
    add_tracks(10, 2);
    last_run_ = prepare();
    after_commit(8, [this] {
        database_.kill_executor_of(last_run_); // which only seems to be dead
        ASSERT_TRUE(other_store_.claim(last_run_));
    });

    EXPECT_EQ(run(last_run_), run_end::not_ours);

    EXPECT_EQ(stored().processed_items, 5);
    EXPECT_EQ(stored().attempt, 2);
}

} // namespace
} // namespace media_sync
