#include "plugin/entry/media_sync_job.hpp"

#include "support/fake_sync_store.hpp"
#include "support/scripted_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <suasor/host.hpp>

namespace media_sync {
namespace {

using test::make_items;

// A host that runs a job and may want it to stop.
class host_context final : public suasor::host_job_context {
  public:
    host_context() noexcept : suasor::host_job_context(SUASOR_TRIGGER_MANUAL) {}

    std::int32_t cancel_requested() const noexcept override { return reason; }
    std::int32_t wait_cancel(std::chrono::milliseconds) const noexcept override { return reason; }
    void progress(int percent, std::optional<std::int64_t> processed, std::optional<std::int64_t> total,
                  std::string_view message) const noexcept override {
        last = {percent, processed, total, std::string(message)};
    }

    struct seen {
        int percent = -1;
        std::optional<std::int64_t> processed;
        std::optional<std::int64_t> total;
        std::string message;
    };
    mutable seen last;
    std::int32_t reason = SUASOR_CANCEL_NONE;
};

class MediaSyncJob : public ::testing::Test {
  protected:
    MediaSyncJob() {
        database_.clients[3] = {3, 1, "subsonic", "My music", true, "{}"};
        sources_.of(3).listings[sync_type::music] = {item_type::track};
        sources_.of(3).add_pages(item_type::track, make_items(item_type::track, "t", 3), 2);
    }

    suasor::prepared_run prepare(std::string_view params,
                                 std::optional<suasor::principal> who = suasor::principal{1, false}) {
        return job_.prepare({SUASOR_TRIGGER_MANUAL, params, who});
    }

    template <class Call>
    static suasor_status status_of(Call&& call) {
        return suasor::guarded(nullptr, std::forward<Call>(call));
    }

    test::fake_database database_;
    test::fake_sync_store store_{database_};
    test::scripted_factory sources_;
    progress_hub hub_{database_.time};
    sync_runner runner_{store_, sources_, hub_, database_.time, {}, [](const std::string&) {}};
    std::vector<run_id> started_;
    int houses_kept_ = 0;
    media_sync_job job_{runner_, false, [this](const sync_runner::due_run& run) { started_.push_back(run.id); },
                        [this] { ++houses_kept_; }};
    media_sync_job full_job_{runner_, true, [](const sync_runner::due_run&) {}};
};

TEST_F(MediaSyncJob, StartsWhatIsDueThoughManyBeforeItAreRefused) {
    for (std::uint64_t id = 1; id <= 300; ++id)
        database_.sync_jobs[id] = {1, 99, sync_type::music, true};
    database_.sync_jobs[301] = {1, 3, sync_type::music, true};

    job_.prepare({SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt});

    ASSERT_EQ(started_.size(), 1u);
    EXPECT_EQ(database_.run(started_[0]).shown.media_sync_job_id, 301u);
}

TEST_F(MediaSyncJob, StartsAHundredThatAreDueAtATime) {
    for (std::uint64_t id = 101; id <= 250; ++id) {
        database_.clients[id] = {id, 1, "subsonic", "My music", true, "{}"};
        sources_.of(id).listings[sync_type::music] = {item_type::track};
        database_.sync_jobs[id] = {1, id, sync_type::music, true};
    }

    job_.prepare({SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt});
    EXPECT_EQ(started_.size(), 100u);
    job_.prepare({SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt});
    EXPECT_EQ(started_.size(), 150u);
}

TEST_F(MediaSyncJob, PreparesARunOnceAndThenGivesTheSame) {
    const auto first = prepare(R"({"clientID":3,"syncType":"music"})");
    const auto second = prepare(R"({"clientID":3,"syncType":"music"})");

    EXPECT_EQ(first.disposition, SUASOR_PREPARED_CREATED);
    EXPECT_EQ(second.disposition, SUASOR_PREPARED_EXISTING);
    EXPECT_EQ(second.run_id, first.run_id);
}

TEST_F(MediaSyncJob, RefusesWrongParametersBeforeAnyRunIsStored) {
    for (const auto* params : {"", "[]", "{}", R"({"clientID":3})", R"({"clientID":0,"syncType":"music"})",
                               R"({"syncType":"music"})", R"({"clientID":3,"syncType":"songs"})"})
        EXPECT_EQ(status_of([&] { prepare(params); }), SUASOR_E_INVALID_ARGUMENT) << params;
    EXPECT_EQ(status_of([&] { prepare(R"({"clientID":3,"syncType":"movies"})"); }), SUASOR_E_UNSUPPORTED);
    EXPECT_TRUE(database_.runs.empty());
}

TEST_F(MediaSyncJob, LetsAUserSyncTheirOwnClientsOnlyAndAnAdminAndTheHostAll) {
    constexpr auto params = R"({"clientID":3,"syncType":"music"})";

    EXPECT_EQ(status_of([&] { prepare(params, suasor::principal{2, false}); }), SUASOR_E_NOT_FOUND);
    EXPECT_EQ(prepare(params, suasor::principal{2, true}).disposition, SUASOR_PREPARED_CREATED);
    EXPECT_EQ(prepare(params, std::nullopt).disposition, SUASOR_PREPARED_EXISTING);
}

TEST_F(MediaSyncJob, TakesNoTypeAsAFullSync) {
    const auto full = [&](std::string_view params) {
        return full_job_.prepare({SUASOR_TRIGGER_MANUAL, params, suasor::principal{1, false}});
    };

    EXPECT_EQ(status_of([&] { full(R"({"clientID":3,"syncType":"music"})"); }), SUASOR_E_INVALID_ARGUMENT);
    const auto prepared = full("{}");
    EXPECT_EQ(prepared.disposition, SUASOR_PREPARED_CREATED);
    EXPECT_EQ(database_.run(prepared.run_id).shown.job_name, "system.media.sync.full");
}

TEST_F(MediaSyncJob, StartsWhatIsDueWhenItsIntervalComesRound) {
    database_.sync_jobs[7] = {1, 3, sync_type::music, true};
    database_.sync_jobs[8] = {1, 3, sync_type::playlists, false};
    database_.sync_jobs[9] = {1, 3, sync_type::movies, true}; // which this client cannot do

    const auto prepared = job_.prepare({SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt});

    EXPECT_EQ(prepared.disposition, SUASOR_PREPARED_NOTHING);
    ASSERT_EQ(started_.size(), 1u);
    EXPECT_EQ(database_.run(started_[0]).shown.media_sync_job_id, 7u);
    EXPECT_EQ(job_.prepare({SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt}).disposition, SUASOR_PREPARED_NOTHING);
    EXPECT_EQ(started_.size(), 1u) << "it is under way";
}

TEST_F(MediaSyncJob, KeepsHouseWhenItsIntervalComesRoundAndOnlyThen) {
    prepare(R"({"clientID":3,"syncType":"music"})");
    EXPECT_EQ(houses_kept_, 0);

    job_.prepare({SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt});
    EXPECT_EQ(houses_kept_, 1);
}

TEST_F(MediaSyncJob, SaysThatTheDatabaseIsAway) {
    database_.go_away();

    EXPECT_EQ(status_of([&] { prepare(R"({"clientID":3,"syncType":"music"})"); }), SUASOR_E_UNAVAILABLE);
}

TEST_F(MediaSyncJob, TellsTheHostHowFarItIs) {
    const auto run = prepare(R"({"clientID":3,"syncType":"music"})").run_id;
    const host_context host;

    job_.run(run, suasor::job_context(*host.c()));

    EXPECT_EQ(host.last.percent, 100);
    EXPECT_EQ(host.last.processed, 3);
    EXPECT_EQ(host.last.total, 3);
    EXPECT_EQ(host.last.message, "Media sync completed successfully");
}

TEST_F(MediaSyncJob, TellsTheHostThatARunFailedOrWasStopped) {
    constexpr auto params = R"({"clientID":3,"syncType":"music"})";
    host_context host;
    const auto run = [&](run_id id) { return status_of([&] { job_.run(id, suasor::job_context(*host.c())); }); };

    sources_.of(3).page_errors[{item_type::track, ""}] = "the server is gone";
    EXPECT_EQ(run(prepare(params).run_id), SUASOR_E_INTERNAL);

    host.reason = SUASOR_CANCEL_USER;
    const auto cancelled = prepare(params).run_id;
    EXPECT_EQ(run(cancelled), SUASOR_E_CANCELLED);
    EXPECT_EQ(database_.run(cancelled).shown.status, run_status::cancelled);

    host.reason = SUASOR_CANCEL_SHUTDOWN;
    const auto left = prepare(params).run_id;
    EXPECT_EQ(run(left), SUASOR_E_CANCELLED);
    EXPECT_EQ(database_.run(left).shown.status, run_status::running);

    database_.take_over(left, "another process");
    EXPECT_EQ(run(left), SUASOR_OK) << "it is not this process's to run";
}

TEST_F(MediaSyncJob, TakesAnUnknownReasonToStopForTheOneThatLosesNothing) {
    host_context host;
    host.reason = 99;
    const auto run = prepare(R"({"clientID":3,"syncType":"music"})").run_id;

    EXPECT_EQ(status_of([&] { job_.run(run, suasor::job_context(*host.c())); }), SUASOR_E_CANCELLED);

    EXPECT_EQ(database_.run(run).shown.status, run_status::running);
}

} // namespace
} // namespace media_sync
