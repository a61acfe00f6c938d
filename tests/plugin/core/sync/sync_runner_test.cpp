#include "sync_fixture.hpp"

#include <future>

namespace media_sync {
namespace {

using test::make_items;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class SyncRunner : public test::sync_fixture {};

TEST_F(SyncRunner, TakesEveryItemOverAndCompletes) {
    server().add_pages(item_type::artist, make_items(item_type::artist, "ar", 2), 10);
    server().add_pages(item_type::album, make_items(item_type::album, "al", 3), 2);
    server().add_pages(item_type::track, make_items(item_type::track, "t", 250), 100);

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().status, run_status::completed);
    EXPECT_EQ(stored().progress, 100);
    EXPECT_EQ(stored().processed_items, 255);
    EXPECT_EQ(stored().total_items, 255);
    EXPECT_EQ(stored().error_message, "");
    EXPECT_EQ(counts().created, 255);
    EXPECT_THAT(database_.mappings, SizeIs(255));
    EXPECT_TRUE(database_.locks.empty());
    EXPECT_EQ(hub_.latest(last_run_)->run.status, run_status::completed);
}

TEST_F(SyncRunner, ShowsThePhasesAndMessagesOfTheProposal) {
    add_tracks(2, 10);

    sync();

    std::vector<std::pair<int, std::string>> shown;
    for (const auto& run : observed_)
        shown.emplace_back(run.progress, run.status_message);
    EXPECT_THAT(shown, ElementsAre(Pair(0, "Starting media sync"), Pair(10, "Fetching media items from client"),
                                   Pair(20, "Found 2 items to process"), Pair(55, "Processing item 1 of 2"),
                                   Pair(90, "Processing item 2 of 2"), Pair(95, "Finishing media sync"),
                                   Pair(100, "Media sync completed successfully")));
}

TEST_F(SyncRunner, CompletesASyncOfNothing) {
    add_tracks(0, 10);

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(observed_, Contains(AllOf(::testing::Field(&run_snapshot::progress, 90))));
    EXPECT_EQ(stored().progress, 100);
    EXPECT_EQ(stored().processed_items, 0);
    EXPECT_EQ(stored().total_items, 0);
}

TEST_F(SyncRunner, WritesParentsBeforeTheirChildren) {
    server().add_pages(item_type::artist, make_items(item_type::artist, "ar", 2), 1);
    server().add_pages(item_type::album, make_items(item_type::album, "al", 2), 1);
    server().add_pages(item_type::track, make_items(item_type::track, "t", 2), 1);

    sync();

    std::vector<listing> written;
    for (const auto& batch : store_.batches.entries())
        if (!batch.source_ids.empty()) written.push_back(batch.what);
    EXPECT_THAT(written, ElementsAre(item_type::artist, item_type::artist, item_type::album, item_type::album,
                                     item_type::track, item_type::track));
}

TEST_F(SyncRunner, CommitsAtLeastEveryPercentOfTheTotal) {
    add_tracks(1000, 500);

    sync();

    for (const auto& batch : store_.batches.entries())
        EXPECT_LE(batch.source_ids.size(), 10u);
}

TEST_F(SyncRunner, PublishesNothingButWhatHasBeenCommitted) {
    add_tracks(5, 2);
    std::int64_t published = 0;
    store_.after_commit = [&](const test::committed_batch& batch) {
        // This one has been committed, and not been published yet.
        published = hub_.latest(*batch.row.id)->run.revision;
        EXPECT_LT(published, batch.row.revision);
    };

    sync();

    EXPECT_EQ(hub_.latest(last_run_)->run.revision, stored().revision);
    for (std::size_t i = 1; i < observed_.size(); ++i)
        EXPECT_GT(observed_[i].revision, observed_[i - 1].revision);
}

TEST_F(SyncRunner, SaysHowFastItIsAndHowLongTheRestTakesOnceItCanKnow) {
    add_tracks(100, 50); // one in a batch: 1 % of them
    store_.before_commit = [&] { database_.time.advance(std::chrono::seconds(2)); };

    sync();

    for (const auto& run : observed_) {
        if (run.processed_items > 2 && run.progress <= 90) {
            EXPECT_DOUBLE_EQ(run.items_per_second.value_or(-1), 0.5);
            EXPECT_DOUBLE_EQ(run.eta_seconds.value_or(-1), 2.0 * static_cast<double>(100 - *run.processed_items));
        } else {
            EXPECT_EQ(run.items_per_second.has_value(), run.progress >= 95);
        }
    }
}

TEST_F(SyncRunner, IsBusyForAsLongAsARunLasts) {
    add_tracks(1, 10);
    std::vector<bool> busy;
    store_.after_commit = [&](const test::committed_batch&) { busy.push_back(runner_.busy()); };

    sync();

    EXPECT_THAT(busy, ::testing::Each(true));
    EXPECT_FALSE(busy.empty());
    EXPECT_FALSE(runner_.busy());
}

TEST_F(SyncRunner, KnowsWhichRunsItExecutes) {
    add_tracks(1, 10);
    std::vector<std::vector<run_id>> executed;
    store_.after_commit = [&](const test::committed_batch&) { executed.push_back(runner_.executing()); };

    sync();

    EXPECT_THAT(executed, ::testing::Each(ElementsAre(last_run_)));
    EXPECT_FALSE(executed.empty());
    EXPECT_THAT(runner_.executing(), SizeIs(0));
}

// A process that was cut off long enough to be taken for dead is told so when it is back.
TEST_F(SyncRunner, StopsInTheMiddleOfAPageWhenItIsToldThatAnotherHasTheRun) {
    add_tracks(10, 2);
    after_commit(8, [this] {
        database_.take_over(last_run_, "another process");
        cancel_.request(cancel_reason::user);
    });

    EXPECT_EQ(sync(), run_end::not_ours);

    EXPECT_EQ(stored().status, run_status::running);
    EXPECT_EQ(hub_.latest(last_run_), nullptr);
}

TEST_F(SyncRunner, CountsWhatAnUnchangedLibraryHasAsUnchanged) {
    add_tracks(3, 2);
    sync();

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(counts().unchanged, 3);
    EXPECT_EQ(counts().processed(), 3);
}

TEST_F(SyncRunner, CountsARetaggedTrackAsUpdated) {
    add_tracks(3, 2);
    sync();
    server().pages[item_type::track][0].items[1].details.title = "Another title";

    sync();

    EXPECT_EQ(counts().updated, 1);
    EXPECT_EQ(counts().unchanged, 2);
}

TEST_F(SyncRunner, CountsAnItemThatTheServerListsTwiceOnce) {
    server().listings[sync_type::music] = {item_type::track};
    server().pages[item_type::track] = {{make_items(item_type::track, "t", 3), {}, {}},
                                        {make_items(item_type::track, "t", 4), {}, {}}};
    server().counts[item_type::track] = {{4, false}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().processed_items, 4);
    EXPECT_EQ(counts().created, 4);
}

TEST_F(SyncRunner, CountsABatchOnceWhoseTransactionWasTriedTwice) {
    add_tracks(5, 2);
    store_.transactions_tried_twice = 100;

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().processed_items, 5);
    EXPECT_EQ(counts().created, 5);
}

TEST_F(SyncRunner, HoldsThePercentWhenThereAreMoreItemsThanTheServerSaid) {
    add_tracks(40, 5);
    server().counts[item_type::track] = {{10, true}};

    EXPECT_EQ(sync(), run_end::completed);

    auto percent = 0;
    for (const auto& run : observed_) {
        EXPECT_GE(run.progress, percent);
        EXPECT_LE(run.processed_items.value_or(0), run.total_items.value_or(0));
        percent = run.progress;
    }
    EXPECT_EQ(stored().total_items, 40);
}

TEST_F(SyncRunner, SaysThatATotalIsAnEstimate) {
    add_tracks(4, 2);
    server().counts[item_type::track] = {{10, true}};

    sync();

    const auto first = boost::json::parse(observed_[2].progress_data);
    EXPECT_EQ(first.at("totalIsEstimate"), true);
    EXPECT_EQ(observed_[2].total_items, 10);
    EXPECT_EQ(data().at("totalIsEstimate"), false);
    EXPECT_EQ(stored().total_items, 4);
}

TEST_F(SyncRunner, FailsWithTheServersErrorAndKeepsWhatWasCommitted) {
    add_tracks(6, 2);
    server().page_errors[{item_type::track, "2"}] = "My music at http://nas:4533 does not answer; is it running?";

    EXPECT_EQ(sync(), run_end::failed);

    EXPECT_EQ(stored().status, run_status::failed);
    EXPECT_EQ(stored().error_message, "My music at http://nas:4533 does not answer; is it running?");
    EXPECT_EQ(stored().processed_items, 4);
    EXPECT_LT(stored().progress, 100);
    EXPECT_TRUE(is_mapped(item_type::track, "t4"));
    EXPECT_TRUE(database_.locks.empty());
}

TEST_F(SyncRunner, FailsWhereTheServerCannotEvenCount) {
    add_tracks(6, 2);
    server().count_errors[item_type::track] = "wrong password";

    EXPECT_EQ(sync(), run_end::failed);

    EXPECT_EQ(stored().error_message, "wrong password");
}

TEST_F(SyncRunner, FailsWhereAClientCannotBeOpened) {
    add_tracks(6, 2);
    last_run_ = prepare();
    server().open_error = "the configuration of client 3 has no baseURL";

    EXPECT_EQ(run(last_run_), run_end::failed);

    EXPECT_EQ(stored().error_message, "the configuration of client 3 has no baseURL");
}

// A defect of a source must not leave a run behind that runs for ever.
TEST_F(SyncRunner, FailsWithWhateverElseGoesWrong) {
    add_tracks(6, 2);
    after_commit(4, [] { throw std::out_of_range("index 7"); });

    EXPECT_EQ(sync(), run_end::failed);

    EXPECT_EQ(stored().status, run_status::failed);
    EXPECT_THAT(stored().error_message, HasSubstr("index 7"));
}

TEST_F(SyncRunner, FailsIfEveryItemFailed) {
    server().listings[sync_type::music] = {item_type::track};
    server().pages[item_type::track] = {{{}, {{"t1", "One", "has no title"}, {"t2", "Two", "has no album"}}, {}}};
    server().counts[item_type::track] = {{2, false}};

    EXPECT_EQ(sync(), run_end::failed);

    EXPECT_EQ(stored().status, run_status::failed);
    EXPECT_EQ(stored().error_message, "all 2 items failed; the first: has no title");
    EXPECT_EQ(counts().failed, 2);
}

TEST_F(SyncRunner, CountsAndListsTheItemsThatFailed) {
    add_tracks(4, 2);
    server().pages[item_type::track][1].failures = {{"t5", "Five", "has no title"}};
    server().counts[item_type::track] = {{5, false}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().processed_items, 5);
    EXPECT_EQ(counts().created, 4);
    EXPECT_EQ(counts().failed, 1);
    EXPECT_EQ(data().at("failures").at(0).at("itemID"), "t5");
    EXPECT_EQ(stored().error_message, "");
}

TEST_F(SyncRunner, EndsAsCancelledWhenSomebodyWantsThat) {
    add_tracks(100, 10);
    after_commit(10, [this] { cancel_.request(cancel_reason::user); });

    EXPECT_EQ(sync(), run_end::cancelled);

    EXPECT_EQ(stored().status, run_status::cancelled);
    EXPECT_EQ(stored().error_message, "");
    EXPECT_EQ(stored().processed_items, 7);
    EXPECT_LT(stored().progress, 100);
    EXPECT_TRUE(database_.locks.empty());
    EXPECT_EQ(hub_.latest(last_run_)->run.status, run_status::cancelled);
}

TEST_F(SyncRunner, LeavesTheRunToBeContinuedWhenTheHostStops) {
    add_tracks(100, 10);
    after_commit(10, [this] { cancel_.request(cancel_reason::shutdown); });

    EXPECT_EQ(sync(), run_end::left_running);

    EXPECT_EQ(stored().status, run_status::running);
    EXPECT_EQ(stored().end_time, std::nullopt);
    EXPECT_FALSE(database_.locks.empty());
}

TEST_F(SyncRunner, WritesNothingMoreToARunThatAnotherProcessHasTakenOver) {
    add_tracks(100, 10);
    std::int64_t revision = 0;
    after_commit(10, [&] {
        database_.take_over(last_run_, "another process");
        revision = stored().revision;
    });

    EXPECT_EQ(sync(), run_end::not_ours);

    EXPECT_EQ(stored().revision, revision);
    EXPECT_EQ(stored().status, run_status::running);
    EXPECT_EQ(hub_.latest(last_run_), nullptr);
}

TEST_F(SyncRunner, DoesNotEndARunThatAnotherProcessHasTakenOverInTheLastMoment) {
    add_tracks(1, 10);
    store_.before_finish = [this] { database_.take_over(last_run_, "another process"); };

    EXPECT_EQ(sync(), run_end::not_ours);

    EXPECT_EQ(stored().status, run_status::running);
    EXPECT_EQ(hub_.latest(last_run_), nullptr);
}

TEST_F(SyncRunner, LeavesARunAloneThatAnotherProcessExecutesOrThatHasEnded) {
    add_tracks(1, 10);
    sync();
    EXPECT_EQ(run(last_run_), run_end::not_ours);

    last_run_ = prepare();
    test::fake_sync_store other(database_, "another process");
    ASSERT_TRUE(other.claim(last_run_));
    EXPECT_EQ(run(last_run_), run_end::not_ours);
    EXPECT_EQ(run(999), run_end::not_ours);
}

TEST_F(SyncRunner, WaitsForADatabaseThatGoesAwayAndGoesOn) {
    add_tracks(20, 5);
    after_commit(8, [this] { database_.go_away_for(3); });

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().processed_items, 20);
    EXPECT_EQ(counts().created, 20);
    EXPECT_THAT(log_.entries(), Contains(HasSubstr("the database is away")).Times(1));
}

TEST_F(SyncRunner, WaitsForTheDatabaseToEndTheRun) {
    add_tracks(2, 5);
    store_.before_finish = [this, first = true]() mutable {
        if (std::exchange(first, false)) database_.go_away_for(3);
    };

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().status, run_status::completed);
}

// A run that was left running here would stay so: its executor lives, so nobody may take it over.
TEST_F(SyncRunner, EndsAsCancelledAlsoIfTheDatabaseWasAwayWhenSomebodyWantedThat) {
    add_tracks(20, 5);
    after_commit(8, [this] {
        database_.go_away_for(50);
        cancel_.request(cancel_reason::user);
    });

    EXPECT_EQ(sync(), run_end::cancelled);

    EXPECT_EQ(stored().status, run_status::cancelled);
}

TEST_F(SyncRunner, LeavesACancelledRunToBeEndedByTheNextIfTheHostStopsWithoutADatabase) {
    add_tracks(20, 5);
    after_commit(8, [this] {
        database_.runs.at(last_run_).cancel_requested = true;
        database_.go_away();
        cancel_.request(cancel_reason::user);
    });
    auto first = std::async(std::launch::async, [this] { return sync(); });
    log_.wait_for(1);

    runner_.request_stop();

    EXPECT_EQ(first.get(), run_end::left_running);
    database_.come_back();
    database_.kill_executor_of(last_run_);
    test::fake_sync_store next(database_, "the next process");
    EXPECT_EQ(next.claim(last_run_)->snapshot.status, run_status::cancelled);
}

TEST_F(SyncRunner, StopsWaitingForTheDatabaseWhenTheHostStops) {
    add_tracks(20, 5);
    after_commit(8, [this] {
        database_.go_away();
        cancel_.request(cancel_reason::shutdown);
    });

    EXPECT_EQ(sync(), run_end::left_running);
}

TEST_F(SyncRunner, WaitsForADatabaseThatIsAwayAtTheStart) {
    add_tracks(20, 5);
    last_run_ = prepare();
    database_.go_away_for(3);

    EXPECT_EQ(run(last_run_), run_end::completed);
}

TEST_F(SyncRunner, LeavesThePendingRunToOthersIfTheHostStopsBeforeThereIsADatabase) {
    add_tracks(20, 5);
    last_run_ = prepare();
    database_.go_away();
    cancel_.request(cancel_reason::shutdown);

    EXPECT_EQ(run(last_run_), run_end::left_running);

    EXPECT_EQ(stored().status, run_status::pending);
}

TEST_F(SyncRunner, SyncsAllClientsOfAFullSyncAsOneRunWithOneTotal) {
    add_client(4);
    for (const auto client : {3, 4}) {
        server(client).listings[sync_type::music] = {item_type::artist};
        server(client).add_pages(item_type::artist, make_items(item_type::artist, "ar", client), 10);
    }
    last_run_ = runner_.prepare({std::nullopt, sync_type::full}, {test::k_owner}, test::k_owner).value().id;

    EXPECT_EQ(run(last_run_), run_end::completed);

    EXPECT_EQ(observed_[3].total_items, 7);
    EXPECT_EQ(stored().processed_items, 7);
    EXPECT_TRUE(is_mapped(item_type::artist, "ar3", 3));
    EXPECT_TRUE(is_mapped(item_type::artist, "ar4", 4));
    EXPECT_EQ(stored().job_name, "system.media.sync.full");
}

TEST_F(SyncRunner, FailsIfTheClientIsGoneSinceTheRunBegan) {
    add_tracks(20, 5);
    last_run_ = prepare();
    after_commit(8, [this] { cancel_.request(cancel_reason::shutdown); });
    ASSERT_EQ(run(last_run_), run_end::left_running);
    database_.clients.clear();
    database_.kill_executor_of(last_run_);
    cancel_.request(cancel_reason::none);

    EXPECT_EQ(run(last_run_), run_end::failed);

    EXPECT_THAT(stored().error_message, HasSubstr("client 3 is gone"));
}

TEST_F(SyncRunner, FailsIfTheClientIsGoneBeforeTheRunBegins) {
    add_tracks(20, 5);
    last_run_ = prepare();
    database_.clients.clear();

    EXPECT_EQ(run(last_run_), run_end::failed);

    EXPECT_THAT(stored().error_message, HasSubstr("the client is gone"));
}

} // namespace
} // namespace media_sync
