#include "jobs/scheduler.hpp"

#include "sample-host/captured_log.hpp"
#include "sample-host/jobs/scripted_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

namespace sample_host::jobs {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using testing::captured_log;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::scripted_job;

constexpr auto k_too_long = 20s;

/// Something that happens once and is waited for.
class signal {
  public:
    void set() { promise_.set_value(); }
    void wait() {
        if (future_.wait_for(k_too_long) != std::future_status::ready) throw std::runtime_error("it never happened");
    }

  private:
    std::promise<void> promise_;
    std::shared_future<void> future_ = promise_.get_future().share();
};

class Scheduler : public ::testing::Test {
  protected:
    std::unique_ptr<scheduler> start(scheduler_options options = {}) {
        auto made = create_scheduler(std::move(options), log);
        EXPECT_TRUE(made->add(work));
        made->start();
        return made;
    }

    static outcome<void> until_cancelled(const suasor::host_job_context& context) {
        while (context.wait_cancel(k_too_long) == SUASOR_CANCEL_NONE) {
        }
        return failure{SUASOR_E_CANCELLED, "told to stop"};
    }

    captured_log log;
    std::shared_ptr<scripted_job> work = std::make_shared<scripted_job>("test.job");
};

TEST_F(Scheduler, RunsWhatPrepareCreatedAndTellsHowItEnded) {
    work->on_prepare = [](const auto&) { return prepared_run{42, SUASOR_PREPARED_CREATED}; };
    work->on_run = [](auto, const auto&) { return failure{SUASOR_E_UNAVAILABLE, "the server is away"}; };
    const auto jobs = start();

    const auto made = jobs->submit("test.job", "{}", std::nullopt);
    const auto ended = jobs->wait(42);

    ASSERT_TRUE(made);
    EXPECT_EQ(made->run_id, 42u);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().status, SUASOR_E_UNAVAILABLE);
    EXPECT_EQ(ended.error().text, "the server is away");
    EXPECT_THAT(log.lines_with("run failed"), ElementsAre(HasSubstr("run=42 status=unavailable")));
}

TEST_F(Scheduler, DoesNotRunWhatIsUnderWayElsewhere) {
    work->on_prepare = [](const auto&) { return prepared_run{7, SUASOR_PREPARED_EXISTING}; };
    const auto jobs = start();

    const auto made = jobs->submit("test.job", "{}", std::nullopt);

    ASSERT_TRUE(made);
    EXPECT_EQ(made->disposition, SUASOR_PREPARED_EXISTING);
    EXPECT_EQ(jobs->wait(7).error().status, SUASOR_E_NOT_FOUND);
}

TEST_F(Scheduler, HandsOverParametersAndPrincipal) {
    std::string params;
    std::optional<suasor::principal> asking;
    work->on_prepare = [&](const job_request& request) {
        params = request.params;
        asking = request.principal;
        return prepared_run{};
    };
    const auto jobs = start();

    ASSERT_TRUE(jobs->submit("test.job", R"({"clientID":3})", suasor::principal{9, true}));

    EXPECT_EQ(params, R"({"clientID":3})");
    EXPECT_EQ(asking, (suasor::principal{9, true}));
}

TEST_F(Scheduler, PassesOnWhatPrepareRefuses) {
    work->on_prepare = [](const auto&) { return failure{SUASOR_E_UNSUPPORTED, "that server has no playlists"}; };
    const auto jobs = start();

    const auto made = jobs->submit("test.job", "{}", std::nullopt);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().status, SUASOR_E_UNSUPPORTED);
    EXPECT_EQ(made.error().text, "that server has no playlists");
}

TEST_F(Scheduler, DoesNotKnowAJobThatNobodyAdded) {
    const auto jobs = start();

    EXPECT_EQ(jobs->submit("other.job", "{}", std::nullopt).error().status, SUASOR_E_NOT_FOUND);
    EXPECT_EQ(jobs->run_now("other.job", 1).error().status, SUASOR_E_NOT_FOUND);
}

TEST_F(Scheduler, RefusesASecondJobOfTheSameName) {
    const auto jobs = start();

    EXPECT_EQ(jobs->add(std::make_shared<scripted_job>("test.job")).error().status, SUASOR_E_EXISTS);
}

TEST_F(Scheduler, ContainsWhatAJobThrows) {
    work->on_prepare = [](const job_request& request) -> outcome<prepared_run> {
        if (request.params == "throw") throw std::runtime_error("no memory of that");
        return prepared_run{1, SUASOR_PREPARED_CREATED};
    };
    work->on_run = [](auto, const auto&) -> outcome<void> { throw 42; };
    const auto jobs = start();

    EXPECT_EQ(jobs->submit("test.job", "throw", std::nullopt).error().text, "no memory of that");
    ASSERT_TRUE(jobs->submit("test.job", "{}", std::nullopt));
    EXPECT_EQ(jobs->wait(1).error().status, SUASOR_E_INTERNAL);
}

TEST_F(Scheduler, TellsARunWhyItWasStarted) {
    std::atomic<std::int32_t> trigger = 0;
    work->on_run = [&](auto, const auto& context) -> outcome<void> {
        trigger = context.trigger();
        return {};
    };
    const auto jobs = start();

    ASSERT_TRUE(jobs->submit("test.job", "{}", std::nullopt));
    ASSERT_TRUE(jobs->wait(1));
    EXPECT_EQ(trigger, SUASOR_TRIGGER_MANUAL);

    ASSERT_TRUE(jobs->run_now("test.job", 2));
    ASSERT_TRUE(jobs->wait(2));
    EXPECT_EQ(trigger, SUASOR_TRIGGER_RUN_NOW);
}

TEST_F(Scheduler, RunsARunOnceAtATime) {
    signal started;
    work->on_run = [&](auto, const auto& context) {
        started.set();
        return until_cancelled(context);
    };
    const auto jobs = start();

    ASSERT_TRUE(jobs->run_now("test.job", 5));
    started.wait();

    EXPECT_EQ(jobs->run_now("test.job", 5).error().status, SUASOR_E_EXISTS);
}

TEST_F(Scheduler, CancelsOneRunAndKeepsTheFirstReason) {
    std::atomic<std::int32_t> reason_at_the_end = 0;
    signal started;
    signal stopping;
    work->on_run = [&](auto, const auto& context) {
        started.set();
        auto ended = until_cancelled(context);
        stopping.wait();
        reason_at_the_end = context.cancel_requested();
        return ended;
    };
    const auto jobs = start();
    ASSERT_TRUE(jobs->run_now("test.job", 5));
    started.wait();

    ASSERT_TRUE(jobs->cancel(5));
    EXPECT_FALSE(jobs->stop(clock::now())); // asks every run to stop because of shutdown
    stopping.set();

    EXPECT_EQ(jobs->wait(5).error().status, SUASOR_E_CANCELLED);
    EXPECT_EQ(reason_at_the_end, SUASOR_CANCEL_USER);
    EXPECT_TRUE(jobs->stop(clock::now() + k_too_long));
}

TEST_F(Scheduler, CannotCancelARunOfAnotherHost) {
    const auto jobs = start();

    EXPECT_EQ(jobs->cancel(5).error().status, SUASOR_E_NOT_FOUND);
}

TEST_F(Scheduler, ExecutesNoMoreThanItsMaximumAndQueuesTheRest) {
    std::mutex mutex;
    std::condition_variable changed;
    int executing = 0;
    int most = 0;
    bool go = false;
    work->on_run = [&](auto, const auto&) -> outcome<void> {
        std::unique_lock lock(mutex);
        most = std::max(most, ++executing);
        changed.notify_all();
        changed.wait(lock, [&] { return go; });
        --executing;
        return {};
    };
    const auto jobs = start({.concurrent_runs = 2, .queued_runs = 3});

    for (std::uint64_t id = 1; id <= 2; ++id)
        ASSERT_TRUE(jobs->run_now("test.job", id));
    {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, k_too_long, [&] { return executing == 2; }));
    }
    for (std::uint64_t id = 3; id <= 5; ++id)
        ASSERT_TRUE(jobs->run_now("test.job", id));
    EXPECT_EQ(jobs->run_now("test.job", 6).error().status, SUASOR_E_BUSY);
    EXPECT_EQ(jobs->submit("test.job", "{}", std::nullopt).error().status, SUASOR_E_BUSY);
    {
        const std::lock_guard lock(mutex);
        go = true;
    }
    changed.notify_all();
    for (std::uint64_t id = 1; id <= 5; ++id)
        EXPECT_TRUE(jobs->wait(id));

    EXPECT_EQ(most, 2);
}

TEST_F(Scheduler, RunsNothingBeforeItsStart) {
    std::atomic<bool> started = false;
    std::atomic<bool> early = false;
    work->on_run = [&](auto, const auto&) -> outcome<void> {
        early = !started;
        return {};
    };
    const auto jobs = create_scheduler({}, log);
    ASSERT_TRUE(jobs->add(work));

    ASSERT_TRUE(jobs->run_now("test.job", 1));
    started = true;
    jobs->start();

    EXPECT_TRUE(jobs->wait(1));
    EXPECT_FALSE(early);
}

TEST_F(Scheduler, StopCancelsWhatRunsAndDropsWhatWaits) {
    signal started;
    std::atomic<std::int32_t> reason = 0;
    work->on_run = [&](auto, const auto& context) {
        started.set();
        auto ended = until_cancelled(context);
        reason = context.cancel_requested();
        return ended;
    };
    const auto jobs = start({.concurrent_runs = 1});
    ASSERT_TRUE(jobs->run_now("test.job", 1));
    ASSERT_TRUE(jobs->run_now("test.job", 2));
    started.wait();

    EXPECT_TRUE(jobs->stop(clock::now() + k_too_long));

    EXPECT_EQ(reason, SUASOR_CANCEL_SHUTDOWN);
    EXPECT_EQ(jobs->wait(2).error().status, SUASOR_E_CANCELLED);
    EXPECT_EQ(jobs->run_now("test.job", 3).error().status, SUASOR_E_CLOSED);
    EXPECT_EQ(jobs->submit("test.job", "{}", std::nullopt).error().status, SUASOR_E_CLOSED);
}

TEST_F(Scheduler, StopGivesUpAtItsDeadline) {
    signal started;
    signal let_go;
    work->on_run = [&](auto, const auto&) -> outcome<void> {
        started.set();
        let_go.wait();
        return {};
    };
    const auto jobs = start();
    ASSERT_TRUE(jobs->run_now("test.job", 1));
    started.wait();

    EXPECT_FALSE(jobs->stop(clock::now() + 20ms));
    let_go.set();

    EXPECT_TRUE(jobs->stop(clock::now() + k_too_long));
}

TEST_F(Scheduler, ComesRoundOneIntervalAfterTheEndOfEachPrepare) {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::pair<clock::time_point, clock::time_point>> ticks;
    std::vector<std::int32_t> triggers;
    work->every = 20ms;
    work->on_prepare = [&](const job_request& request) {
        const auto begun = clock::now();
        while (clock::now() < begun + 5ms) {
        }
        const std::lock_guard lock(mutex);
        ticks.emplace_back(begun, clock::now());
        triggers.push_back(request.trigger);
        changed.notify_all();
        return prepared_run{};
    };
    const auto jobs = start({.first_tick = [] { return 0.0; }});

    {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, k_too_long, [&] { return ticks.size() >= 3; }));
    }
    EXPECT_TRUE(jobs->stop(clock::now() + k_too_long));

    for (std::size_t i = 1; i < ticks.size(); ++i)
        EXPECT_GE(ticks[i].first - ticks[i - 1].second, 20ms);
    EXPECT_THAT(triggers, ::testing::Each(SUASOR_TRIGGER_INTERVAL));
}

TEST_F(Scheduler, ObservesNoIntervalsWhenToldSo) {
    std::atomic<int> ticks = 0;
    work->every = 1ms;
    work->on_prepare = [&](const job_request& request) {
        if (request.trigger == SUASOR_TRIGGER_INTERVAL) ++ticks;
        return prepared_run{1, SUASOR_PREPARED_CREATED};
    };
    work->on_run = [](auto, const auto& context) -> outcome<void> {
        context.wait_cancel(50ms); // long enough for dozens of ticks, were there any
        return {};
    };
    const auto jobs = start({.intervals = false, .first_tick = [] { return 0.0; }});

    ASSERT_TRUE(jobs->submit("test.job", "{}", std::nullopt));
    ASSERT_TRUE(jobs->wait(1));

    EXPECT_EQ(ticks, 0);
}

TEST_F(Scheduler, PassesProgressToItsObserver) {
    std::vector<std::string> seen;
    scheduler_options options;
    options.on_progress = [&](const run_progress& progress) {
        seen.push_back(std::to_string(progress.run_id) + ": " + std::to_string(progress.percent) + "% " +
                       (progress.processed ? std::to_string(*progress.processed) : "?") + "/" +
                       (progress.total ? std::to_string(*progress.total) : "?") + " " + std::string(progress.message));
    };
    work->on_run = [](auto, const auto& context) -> outcome<void> {
        const auto* c = context.c(); // as a plugin in C calls it
        c->progress(c, 140, 3, SUASOR_UNKNOWN, suasor::to_c("almost"));
        return {};
    };
    const auto jobs = start(std::move(options));

    ASSERT_TRUE(jobs->run_now("test.job", 8));
    ASSERT_TRUE(jobs->wait(8));

    EXPECT_THAT(seen, ElementsAre("8: 100% 3/? almost"));
}

} // namespace
} // namespace sample_host::jobs
