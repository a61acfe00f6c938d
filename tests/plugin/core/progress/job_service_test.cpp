#include "plugin/core/progress/job_service.hpp"

#include "plugin/core/progress/executor_store.hpp"

#include "support/fake_run_store.hpp"
#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::fake_database;
using test::fake_run_store;
using test::recording;
using test::refusal;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr scope k_everybody{};
constexpr scope k_user_1{1};
constexpr scope k_user_2{2};

class JobService : public ::testing::Test {
  protected:
    run_id create(std::optional<user_id> owner = 1) {
        return jobs_->create_run({"my.export", "system", owner}).value();
    }

    // Whatever is still in memory is stored, and the service is gone.
    void stop() { jobs_.reset(); }

    // Returns when the flusher has dealt with all that was reported before: when it has stored something reported later, twice,
    // because a flush publishes and lets go after it has stored.
    void wait_for_flush() {
        const auto marker = create();
        for (const auto percent : {50, 51}) {
            ASSERT_TRUE(jobs_->update_progress(marker, percent, "marker"));
            store_.statements.wait_until([&](const auto& statements) {
                return !statements.empty() &&
                       std::ranges::any_of(statements.back(), [&](const progress_change& change) {
                           return change.id == marker && change.progress == percent;
                       });
            });
        }
    }

    fake_database database_;
    fake_run_store store_{database_};
    progress_hub hub_{database_.time};
    recording<run_id> cancels_;
    recording<std::string> trouble_;
    std::unique_ptr<job_service> jobs_ = std::make_unique<job_service>(
        store_, hub_, database_.time, progress_flusher::options{1ms, 1ms}, [this](run_id id) { cancels_.add(id); },
        [this](const std::string& why) { trouble_.add(why); });
};

TEST_F(JobService, CreatesARunThatRuns) {
    const auto id = create();

    const auto run = jobs_->get_progress(id, k_everybody);

    ASSERT_TRUE(run);
    EXPECT_EQ(run->status, run_status::running);
    EXPECT_EQ(run->job_name, "my.export");
    EXPECT_EQ(run->progress, 0);
    EXPECT_EQ(database_.run(id).shown.owner, 1u);
}

TEST_F(JobService, RefusesARunWithoutNameOrType) {
    EXPECT_EQ(refusal(jobs_->create_run({"", "system", 1})), errc::invalid_argument);
    EXPECT_EQ(refusal(jobs_->create_run({"my.export", "", 1})), errc::invalid_argument);
    EXPECT_TRUE(database_.runs.empty());
}

TEST_F(JobService, StoresWhatIsReported) {
    const auto id = create();

    ASSERT_TRUE(jobs_->set_total_items(id, 1200));
    ASSERT_TRUE(jobs_->increment_processed_items(id, 738));
    ASSERT_TRUE(jobs_->update_progress(id, 63, "Processing item 738 of 1200"));
    ASSERT_TRUE(jobs_->set_progress_data(id, R"({"step":"copy"})"));
    stop();

    const auto stored = database_.run(id).shown;
    EXPECT_EQ(stored.total_items, 1200);
    EXPECT_EQ(stored.processed_items, 738);
    EXPECT_EQ(stored.progress, 63);
    EXPECT_EQ(stored.status_message, "Processing item 738 of 1200");
    EXPECT_EQ(stored.progress_data, R"({"step":"copy"})");
    EXPECT_EQ(stored.status, run_status::running);
}

TEST_F(JobService, ShowsStoredProgressWithoutAskingTheStore) {
    const auto id = create();
    ASSERT_TRUE(jobs_->update_progress(id, 63, ""));
    wait_for_flush();

    database_.go_away();

    EXPECT_EQ(jobs_->get_progress(id, k_everybody)->progress, 63);
}

TEST_F(JobService, DoesNotKnowARunOfAnotherProcess) {
    fake_run_store other(database_, "another process");
    const auto id = other.create({"my.export", "system", 1}).id.value();

    EXPECT_EQ(refusal(jobs_->update_progress(id, 1, "")), errc::not_found);
    EXPECT_EQ(refusal(jobs_->set_total_items(id, 1)), errc::not_found);
    EXPECT_EQ(refusal(jobs_->increment_processed_items(id, 1)), errc::not_found);
    EXPECT_EQ(refusal(jobs_->set_progress_data(id, "{}")), errc::not_found);
    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "")), errc::not_found);
    EXPECT_TRUE(jobs_->get_progress(id, k_everybody));
}

TEST_F(JobService, TakesOnlyAJsonObjectAsProgressData) {
    const auto id = create();

    for (const auto* wrong : {"", "[]", "1", "null", "\"text\"", "{", "{} {}", "{'a':1}", "{\"a\":\"\\u0000\"}",
                              "{\"\\u0000\":1}", "{\"a\":[{\"b\":\"x\\u0000\"}]}"})
        EXPECT_EQ(refusal(jobs_->set_progress_data(id, wrong)), errc::invalid_argument) << wrong;
    EXPECT_TRUE(jobs_->set_progress_data(id, R"({"a":{"b":["\\u0000"]}})"));
}

TEST_F(JobService, TakesAtMost64KibibytesOfProgressData) {
    const auto id = create();
    const auto of_size = [](std::size_t bytes) { return R"({"a":")" + std::string(bytes - 8, 'x') + R"("})"; };

    EXPECT_TRUE(jobs_->set_progress_data(id, of_size(64 * 1024)));
    EXPECT_EQ(refusal(jobs_->set_progress_data(id, of_size(64 * 1024 + 1))), errc::invalid_argument);
}

TEST_F(JobService, CompletesWithEverythingReportedSoFar) {
    const auto id = create();
    ASSERT_TRUE(jobs_->set_total_items(id, 10));
    ASSERT_TRUE(jobs_->increment_processed_items(id, 10));
    ASSERT_TRUE(jobs_->update_progress(id, 100, "all done"));

    ASSERT_TRUE(jobs_->complete_run(id, run_status::completed, ""));

    const auto stored = database_.run(id).shown;
    EXPECT_EQ(stored.status, run_status::completed);
    EXPECT_EQ(stored.progress, 100);
    EXPECT_EQ(stored.processed_items, 10);
    EXPECT_EQ(stored.total_items, 10);
    EXPECT_EQ(stored.status_message, "all done");
    EXPECT_EQ(jobs_->get_progress(id, k_everybody)->status, run_status::completed);
}

TEST_F(JobService, Shows100OnlyForARunThatHasCompleted) {
    const auto id = create();
    ASSERT_TRUE(jobs_->update_progress(id, 100, ""));

    ASSERT_TRUE(jobs_->complete_run(id, run_status::failed, "the disk is full"));

    EXPECT_EQ(database_.run(id).shown.progress, 99);
    EXPECT_EQ(database_.run(id).shown.error_message, "the disk is full");
}

TEST_F(JobService, RefusesASuccessThatComesWithAnError) {
    const auto id = create();

    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "42 items")), errc::invalid_argument);
    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::running, "")), errc::invalid_argument);
    EXPECT_TRUE(jobs_->update_progress(id, 1, ""));
}

TEST_F(JobService, NeverChangesARunThatHasEnded) {
    const auto id = create();
    ASSERT_TRUE(jobs_->complete_run(id, run_status::completed, ""));
    const auto revision = database_.run(id).shown.revision;

    EXPECT_EQ(refusal(jobs_->update_progress(id, 1, "")), errc::conflict);
    EXPECT_EQ(refusal(jobs_->set_total_items(id, 1)), errc::conflict);
    EXPECT_EQ(refusal(jobs_->increment_processed_items(id, 1)), errc::conflict);
    EXPECT_EQ(refusal(jobs_->set_progress_data(id, "{}")), errc::conflict);
    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::failed, "why")), errc::conflict);
    stop();
    EXPECT_EQ(database_.run(id).shown.revision, revision);
}

TEST_F(JobService, StillKnowsThatARunHasEndedWhenAFlushOfItComesLate) {
    const auto id = create();
    store_.writes.close();
    ASSERT_TRUE(jobs_->update_progress(id, 10, ""));
    store_.writes.wait_for_arrival();

    ASSERT_TRUE(jobs_->complete_run(id, run_status::completed, ""));
    store_.writes.open();
    wait_for_flush();

    EXPECT_EQ(refusal(jobs_->update_progress(id, 20, "")), errc::conflict);
    ASSERT_NE(hub_.latest(id), nullptr);
    EXPECT_EQ(hub_.latest(id)->run.status, run_status::completed);
    EXPECT_EQ(database_.run(id).shown.progress, 100);
}

TEST_F(JobService, LeavesTheRunOpenIfItsEndCannotBeStored) {
    const auto id = create();
    ASSERT_TRUE(jobs_->update_progress(id, 10, "before"));
    wait_for_flush();
    database_.go_away();

    EXPECT_THROW(static_cast<void>(jobs_->complete_run(id, run_status::completed, "")), store_unavailable);

    EXPECT_TRUE(jobs_->update_progress(id, 20, "after"));
    database_.come_back();
    ASSERT_TRUE(jobs_->complete_run(id, run_status::completed, ""));
    EXPECT_EQ(database_.run(id).shown.status_message, "after");
    EXPECT_EQ(database_.run(id).shown.status, run_status::completed);
}

TEST_F(JobService, LeavesTheRunOpenIfTheStoreRefusesItsEnd) {
    const auto id = create();
    store_.refuses = id;

    EXPECT_THROW(static_cast<void>(jobs_->complete_run(id, run_status::completed, "")), std::runtime_error);

    EXPECT_TRUE(jobs_->update_progress(id, 20, "after"));
    store_.refuses = 0;
    ASSERT_TRUE(jobs_->complete_run(id, run_status::failed, "it was refused"));
    EXPECT_EQ(database_.run(id).shown.status_message, "after");
    EXPECT_EQ(database_.run(id).shown.error_message, "it was refused");
}

TEST_F(JobService, SaysOfARunThatFailsWithoutAReasonThatThereIsNone) {
    const auto id = create();

    ASSERT_TRUE(jobs_->complete_run(id, run_status::failed, ""));

    EXPECT_EQ(database_.run(id).shown.error_message, k_no_reason);
}

TEST_F(JobService, CannotCompleteARunThatAnotherExecutorHasTakenOver) {
    const auto id = create();
    database_.take_over(id, "another process");

    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "")), errc::conflict);

    EXPECT_EQ(hub_.latest(id), nullptr);
    EXPECT_EQ(database_.run(id).shown.status, run_status::running);
    EXPECT_EQ(refusal(jobs_->update_progress(id, 1, "")), errc::not_found);
}

TEST_F(JobService, LetsGoOfARunThatAnotherExecutorHasTakenOver) {
    const auto id = create();
    database_.take_over(id, "another process");
    ASSERT_TRUE(jobs_->update_progress(id, 10, ""));
    wait_for_flush();

    EXPECT_EQ(refusal(jobs_->update_progress(id, 20, "")), errc::not_found);
    EXPECT_EQ(hub_.latest(id), nullptr);
    EXPECT_EQ(database_.run(id).shown.progress, 0);
}

TEST_F(JobService, TellsWhoReportsOnARunThatWasEndedElsewhereThatItHasEnded) {
    const auto id = create();
    database_.end_as_orphan(id);
    ASSERT_TRUE(jobs_->update_progress(id, 10, ""));
    wait_for_flush();

    EXPECT_EQ(refusal(jobs_->update_progress(id, 20, "")), errc::conflict);
    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "")), errc::conflict);
    const auto shown = jobs_->get_progress(id, k_everybody).value();
    EXPECT_EQ(shown.status, run_status::failed);
    EXPECT_EQ(shown.error_message, k_orphaned);
    EXPECT_EQ(database_.run(id).shown, shown);
}

TEST_F(JobService, FindsOutAboutARunThatHasNothingToReport) {
    const auto id = create();
    const auto other = create();
    database_.end_as_orphan(id);

    jobs_->store_all();
    wait_for_flush();

    EXPECT_EQ(hub_.latest(id)->run.status, run_status::failed);
    EXPECT_EQ(hub_.latest(other)->run.status, run_status::running);
}

TEST_F(JobService, CannotCompleteARunThatWasEndedElsewhere) {
    const auto id = create();
    database_.end_as_orphan(id);

    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "")), errc::conflict);

    EXPECT_EQ(hub_.latest(id)->run.status, run_status::failed);
    EXPECT_EQ(refusal(jobs_->update_progress(id, 20, "")), errc::conflict);
}

TEST_F(JobService, KnowsThatItHasEndedARunItselfWhenTheAnswerWasLost) {
    const auto id = create();
    database_.lose_the_answer_to_an_end();
    EXPECT_THROW(static_cast<void>(jobs_->complete_run(id, run_status::failed, "no space")), store_unavailable);

    EXPECT_TRUE(jobs_->complete_run(id, run_status::failed, "no space"));

    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::failed, "no space")), errc::conflict);
    EXPECT_EQ(hub_.latest(id)->run.error_message, "no space");
}

TEST_F(JobService, KnowsThatAlsoWhenAFlushWasFasterToFindOut) {
    const auto id = create();
    database_.lose_the_answer_to_an_end();
    EXPECT_THROW(static_cast<void>(jobs_->complete_run(id, run_status::completed, "")), store_unavailable);
    ASSERT_TRUE(jobs_->update_progress(id, 10, ""));
    wait_for_flush();

    EXPECT_TRUE(jobs_->complete_run(id, run_status::completed, ""));

    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "")), errc::conflict);
}

TEST_F(JobService, DoesNotTakeSomebodyElsesEndForItsOwn) {
    const auto id = create();
    database_.go_away();
    EXPECT_THROW(static_cast<void>(jobs_->complete_run(id, run_status::completed, "")), store_unavailable);
    database_.come_back();
    database_.end_as_orphan(id);

    EXPECT_EQ(refusal(jobs_->complete_run(id, run_status::completed, "")), errc::conflict);
}

TEST_F(JobService, StopsWithEverythingReportedAndNothingLeftOpen) {
    const auto left = create();
    const auto ended = create();
    ASSERT_TRUE(jobs_->complete_run(ended, run_status::completed, ""));
    ASSERT_TRUE(jobs_->set_total_items(left, 100));
    ASSERT_TRUE(jobs_->increment_processed_items(left, 38));

    jobs_->stop();

    const auto stored = database_.run(left).shown;
    EXPECT_EQ(stored.status, run_status::failed);
    EXPECT_EQ(stored.error_message, k_left_open);
    EXPECT_EQ(stored.processed_items, 38);
    EXPECT_EQ(hub_.latest(left)->run, stored);
    EXPECT_EQ(database_.run(ended).shown.status, run_status::completed);
    EXPECT_EQ(refusal(jobs_->update_progress(left, 50, "")), errc::conflict);
}

TEST_F(JobService, StopsAlsoWhileTheStoreIsAway) {
    const auto left = create();
    database_.go_away();

    jobs_->stop();

    EXPECT_EQ(database_.run(left).shown.status, run_status::running);
}

TEST_F(JobService, EndsRunsThatNobodyWasGivenTheIdOf) {
    const auto known = create();
    const auto unknown = store_.create({"my.export", "system", 1}).id.value(); // as one whose answer was lost
    jobs_->end_unknown_runs();
    EXPECT_EQ(database_.run(unknown).shown.status, run_status::running) << "it may be on its way";

    database_.time.advance(5min);
    jobs_->end_unknown_runs();

    EXPECT_EQ(database_.run(unknown).shown.status, run_status::failed);
    EXPECT_EQ(database_.run(known).shown.status, run_status::running);
}

TEST_F(JobService, DoesNotAnswerForTheRunsOfOtherUsers) {
    const auto mine = create(1);
    const auto nobodys = create(std::nullopt);

    EXPECT_TRUE(jobs_->get_progress(mine, k_user_1));
    EXPECT_TRUE(jobs_->get_progress(mine, k_everybody));
    EXPECT_TRUE(jobs_->get_progress(nobodys, k_everybody));
    const auto others = jobs_->get_progress(mine, k_user_2);
    const auto none = jobs_->get_progress(999, k_user_2);
    ASSERT_FALSE(others);
    ASSERT_FALSE(none);
    EXPECT_EQ(refusal(others), errc::not_found);
    EXPECT_EQ(refusal(jobs_->get_progress(nobodys, k_user_1)), errc::not_found);
    // Nothing tells a run of somebody else from none.
    EXPECT_EQ(others.error().text, "there is no run " + std::to_string(mine));
    EXPECT_EQ(none.error().text, "there is no run 999");
}

TEST_F(JobService, DoesNotAnswerForStoredRunsOfOtherUsersEither) {
    fake_run_store other(database_, "another process");
    const auto id = other.create({"my.export", "system", 1}).id.value();

    EXPECT_TRUE(jobs_->get_progress(id, k_user_1));
    EXPECT_EQ(refusal(jobs_->get_progress(id, k_user_2)), errc::not_found);
}

TEST_F(JobService, ListsActiveRunsNewestFirstForWhomeverTheyConcern) {
    const auto one = create(1);
    const auto two = create(2);
    const auto three = create(1);
    const auto ended = create(1);
    ASSERT_TRUE(jobs_->complete_run(ended, run_status::cancelled, ""));
    const auto ids = [&](const scope& viewer, std::size_t limit) {
        std::vector<run_id> found;
        for (const auto& run : jobs_->get_active_runs(viewer, limit))
            found.push_back(run.id.value());
        return found;
    };

    EXPECT_THAT(ids(k_everybody, 100), ElementsAre(three, two, one));
    EXPECT_THAT(ids(k_user_1, 100), ElementsAre(three, one));
    EXPECT_THAT(ids(k_everybody, 2), ElementsAre(three, two));
    EXPECT_THAT(ids(k_everybody, 0), ElementsAre(three));
}

TEST_F(JobService, CancelsOnlyWhatTheViewerMaySee) {
    const auto id = create(1);

    EXPECT_EQ(refusal(jobs_->request_cancel(id, k_user_2)), errc::not_found);
    EXPECT_EQ(refusal(jobs_->request_cancel(999, k_everybody)), errc::not_found);
    EXPECT_THAT(cancels_.entries(), SizeIs(0));
    EXPECT_FALSE(database_.run(id).cancel_requested);
}

TEST_F(JobService, StoresACancelAndPassesItOn) {
    const auto id = create(1);

    ASSERT_TRUE(jobs_->request_cancel(id, k_user_1));

    EXPECT_THAT(cancels_.entries(), ElementsAre(id));
    EXPECT_TRUE(database_.run(id).cancel_requested);
    EXPECT_EQ(jobs_->get_progress(id, k_user_1)->status, run_status::running);
}

TEST_F(JobService, CannotCancelWhatHasEnded) {
    const auto id = create(1);
    ASSERT_TRUE(jobs_->complete_run(id, run_status::completed, ""));

    EXPECT_EQ(refusal(jobs_->request_cancel(id, k_user_1)), errc::conflict);
    EXPECT_THAT(cancels_.entries(), SizeIs(0));
}

TEST_F(JobService, SaysThatTheStoreIsAwayWhereItHasToAskIt) {
    database_.go_away();

    EXPECT_THROW(static_cast<void>(jobs_->create_run({"my.export", "system", 1})), store_unavailable);
    EXPECT_THROW(static_cast<void>(jobs_->get_progress(999, k_everybody)), store_unavailable);
    EXPECT_THROW(static_cast<void>(jobs_->get_active_runs(k_everybody, 1)), store_unavailable);
    EXPECT_THROW(static_cast<void>(jobs_->request_cancel(999, k_everybody)), store_unavailable);
}

TEST_F(JobService, SaysHowFastItIsAndHowLongTheRestTakes) {
    const auto id = create();
    ASSERT_TRUE(jobs_->set_total_items(id, 1000));
    wait_for_flush(); // else it is a matter of luck whether the total is a sample by itself
    for (int second = 0; second < 2; ++second) {
        EXPECT_EQ(jobs_->get_progress(id, k_everybody)->items_per_second, std::nullopt);
        database_.time.advance(1s);
        ASSERT_TRUE(jobs_->increment_processed_items(id, 100));
        wait_for_flush();
    }

    const auto run = jobs_->get_progress(id, k_everybody).value();
    EXPECT_DOUBLE_EQ(run.items_per_second.value_or(-1), 100);
    EXPECT_DOUBLE_EQ(run.eta_seconds.value_or(-1), 8);
    EXPECT_EQ(database_.run(id).shown.items_per_second, run.items_per_second);
    EXPECT_EQ(database_.run(id).shown.eta_seconds, run.eta_seconds);

    ASSERT_TRUE(jobs_->complete_run(id, run_status::completed, ""));
    EXPECT_TRUE(database_.run(id).shown.items_per_second);
    EXPECT_FALSE(database_.run(id).shown.eta_seconds);
}

TEST_F(JobService, StoresNothingForReportsThatSayNothingNew) {
    const auto id = create();
    ASSERT_TRUE(jobs_->update_progress(id, 50, "half"));
    ASSERT_TRUE(jobs_->set_total_items(id, 10));
    ASSERT_TRUE(jobs_->set_progress_data(id, "{}"));
    wait_for_flush();
    const auto revision = database_.run(id).shown.revision;

    ASSERT_TRUE(jobs_->update_progress(id, 40, "half"));
    ASSERT_TRUE(jobs_->update_progress(id, 50, ""));
    ASSERT_TRUE(jobs_->set_total_items(id, 10));
    ASSERT_TRUE(jobs_->set_progress_data(id, "{}"));
    ASSERT_TRUE(jobs_->increment_processed_items(id, 0));
    stop();

    EXPECT_EQ(database_.run(id).shown.revision, revision);
}

TEST_F(JobService, SaysOnEveryRouteWhatThisProcessKnowsAtFirstHand) {
    database_.sync_jobs[7] = {1, 3, sync_type::music};
    test::fake_run row;
    row.executor = "this process";
    row.shown.status = run_status::running;
    row.shown.owner = 1;
    row.shown.media_sync_job_id = 7;
    row.shown.revision = 5;
    row.shown.liveness = liveness::ok;
    const auto id = database_.insert(row);
    const auto of_job = [&] { return jobs_->of_media_sync_job(7, k_user_1).value(); };
    const auto listed = [&] { return jobs_->get_active_runs(k_user_1, 10); };

    auto known = database_.run(id).shown;
    known.revision = 4;
    hub_.publish(known);
    EXPECT_EQ(of_job().revision, 5);
    EXPECT_EQ(listed().at(0).revision, 5);

    known.revision = 5;
    known.liveness = liveness::stalled;
    hub_.publish(known);
    EXPECT_EQ(of_job(), known);
    EXPECT_THAT(listed(), ElementsAre(known));
    EXPECT_EQ(jobs_->get_progress(id, k_user_1).value(), known);

    known.revision = 6;
    known.status = run_status::completed;
    hub_.publish(known);
    EXPECT_EQ(of_job(), known);
    EXPECT_THAT(listed(), SizeIs(0));
}

TEST_F(JobService, AnswersForASyncJobToItsOwnerOnly) {
    database_.sync_jobs[7] = {1, 3, sync_type::music};

    EXPECT_FALSE(jobs_->of_media_sync_job(7, k_user_1)->id);
    EXPECT_EQ(refusal(jobs_->of_media_sync_job(7, k_user_2)), errc::not_found);
    EXPECT_EQ(jobs_->of_media_sync_job(8, k_everybody).error().text, "there is no media sync job 8");
}

TEST_F(JobService, KnowsNothingThatHasAnIdWhichNoDatabaseCouldHold) {
    constexpr auto k_too_high = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + 1;
    store_.breaks = true; // were it asked

    EXPECT_EQ(refusal(jobs_->get_progress(k_too_high, k_everybody)), errc::not_found);
    EXPECT_EQ(refusal(jobs_->request_cancel(k_too_high, k_everybody)), errc::not_found);
    EXPECT_EQ(refusal(jobs_->create_run({"my.export", "system", k_too_high})), errc::invalid_argument);
    EXPECT_TRUE(database_.runs.empty());
}

TEST_F(JobService, TakesOnlyNumbersThatEveryDatabaseTakes) {
    const auto id = create();

    EXPECT_EQ(refusal(jobs_->set_progress_data(id, R"({"a":[1e400]})")), errc::invalid_argument);
    ASSERT_TRUE(jobs_->set_progress_data(id, R"({"tiny":1e-20000})"));
    stop();
    EXPECT_THAT(database_.run(id).shown.progress_data, ::testing::Not(::testing::HasSubstr("20000")));
}

} // namespace
} // namespace media_sync
