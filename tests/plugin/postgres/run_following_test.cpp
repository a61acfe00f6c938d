// Two processes on one database: what one of them stores shows up in the other one while somebody watches it there.

#include "migrated_database.hpp"
#include "plugin/core/progress/deaf_listener.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/core/progress/run_announcements.hpp"
#include "plugin/core/progress/run_follower.hpp"
#include "plugin/postgres/executor_store.hpp"
#include "plugin/postgres/run_announcer.hpp"
#include "plugin/postgres/run_listener.hpp"
#include "plugin/postgres/run_store.hpp"
#include "support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using namespace std::chrono_literals;
using media_sync::test::recording;
using testing::IsEmpty;

// Passes on what another listener hears, and keeps it for the test.
class recorded_listener final : public run_listener {
  public:
    explicit recorded_listener(std::unique_ptr<run_listener> inner) : inner_(std::move(inner)) {}

    heard_changes hear(std::chrono::milliseconds timeout) override {
        calls.add({});
        auto heard = inner_->hear(timeout);
        if (heard.any || !heard.runs.empty()) calls.add(heard);
        return heard;
    }
    bool listening() const override { return inner_->listening(); }
    void interrupt() override { inner_->interrupt(); }

    /// Returns once it has heard that `enough`, and whoever listens has come back for more.
    template <class Enough>
    void wait_until_heard(Enough enough) {
        calls.wait_until([&](const auto& all) {
            const auto found = std::ranges::find_if(all, enough);
            return found != all.end() && std::next(found) != all.end();
        });
    }

    recording<heard_changes> calls; ///< an empty entry where hear was called, another one for what it gave

  private:
    const std::unique_ptr<run_listener> inner_;
};

enum class hearing { good, none };

void PrintTo(hearing ears, std::ostream* out) {
    *out << (ears == hearing::good ? "listening" : "polling");
}

// What the plugin puts together of it. Looks at the store of its own accord only while it cannot hear.
class process {
  public:
    process(const std::string& conninfo, const std::string& executor, hearing ears)
        : pool_(conninfo, 2, {}), runs_(create_run_store(pool_, executor, 60s)),
          executors_(create_executor_store(pool_, executor)), announcer_(create_run_announcer(pool_, executor)),
          listener_(ears == hearing::none ? std::make_unique<deaf_listener>()
                                          : create_run_listener(conninfo, executor, {}, note_trouble_)),
          announcements_(hub, *announcer_, 10ms, note_trouble_),
          jobs(
              *runs_, hub, time_, {10ms, 100ms}, [](run_id) {}, note_trouble_),
          follower_(
              *runs_, hub, listener_, time_, {50ms, 1h, 5s, 1000}, [this] { return watched(); }, note_trouble_) {
        executors_->beat();
        follower_.start();
        if (ears == hearing::good) listener_.wait_until_heard([](const heard_changes& heard) { return heard.any; });
    }
    ~process() { follower_.stop(); }

    void expect_a_listener() { announcements_.set_listeners(1); }

    void watch(watched_runs wanted) {
        {
            std::lock_guard lock(mutex_);
            watched_ = std::move(wanted);
        }
        follower_.wake();
    }

    /// Returns once the hub shows the run so. Throws std::runtime_error if it does not.
    template <class Enough>
    void wait_until_shown(run_id id, Enough enough) {
        changes_.wait_until([&](const auto&) {
            const auto known = hub.latest(id);
            return known && enough(known->run);
        });
    }

    recorded_listener& listener() { return listener_; }

    recording<std::string> trouble;

  private:
    watched_runs watched() {
        std::lock_guard lock(mutex_);
        return watched_;
    }

    const std::function<void(const std::string&)> note_trouble_ = [this](const std::string& why) { trouble.add(why); };
    const system_clock time_;
    std::mutex mutex_;
    watched_runs watched_;
    recording<run_id> changes_;

    connection_pool pool_;
    const std::unique_ptr<run_store> runs_;
    const std::unique_ptr<executor_store> executors_;
    const std::unique_ptr<run_announcer> announcer_;
    recorded_listener listener_;

  public:
    progress_hub hub{time_};

  private:
    run_announcements announcements_;

  public:
    job_service jobs;

  private:
    run_follower follower_;
    progress_hub::subscription heard_ = hub.subscribe([this](std::span<const progress_hub::change> changes) {
        for (const auto& change : changes)
            changes_.add(change.id);
    });
};

class RunFollowing : public testing::TestWithParam<hearing> {
  protected:
    RunFollowing() { there_.expect_a_listener(); }

    run_id begin_there() { return there_.jobs.create_run({"my.export", "system", {}}).value(); }

    static auto at(int percent) {
        return [percent](const run_snapshot& run) { return run.progress == percent; };
    }
    static bool has_completed(const run_snapshot& run) { return run.status == run_status::completed; }

    migrated_database database_;
    process here_{database_.database().conninfo() + " application_name=here", k_this_executor, GetParam()};
    process there_{database_.database().conninfo(), k_other_executor, GetParam()};
};

TEST_P(RunFollowing, ShowsARunOfTheOtherProcessFromWhereItIsToItsEnd) {
    const auto run = begin_there();
    here_.watch({{run}, {}, false});
    here_.wait_until_shown(run, at(0));

    ASSERT_TRUE(there_.jobs.update_progress(run, 50, "half of it"));
    here_.wait_until_shown(run, at(50));
    ASSERT_TRUE(there_.jobs.complete_run(run, run_status::completed, ""));
    here_.wait_until_shown(run, has_completed);

    EXPECT_EQ(here_.hub.latest(run)->run, there_.hub.latest(run)->run);
    EXPECT_THAT(here_.trouble.entries(), IsEmpty());
    EXPECT_THAT(there_.trouble.entries(), IsEmpty());
}

TEST_P(RunFollowing, AddsToAListWhatTheOtherProcessBeginsAndShowsItsEnd) {
    here_.watch({{}, {}, true});

    const auto run = begin_there();
    here_.wait_until_shown(run, at(0));
    ASSERT_TRUE(there_.jobs.complete_run(run, run_status::completed, ""));
    here_.wait_until_shown(run, has_completed);
}

TEST_P(RunFollowing, ShowsThatTheOtherProcessHasBeenAskedToCancel) {
    const auto run = begin_there();
    here_.watch({{run}, {}, false});
    here_.wait_until_shown(run, at(0));

    ASSERT_TRUE(here_.jobs.request_cancel(run, {}));

    here_.wait_until_shown(run, [](const run_snapshot& shown) { return shown.revision > 1; });
}

INSTANTIATE_TEST_SUITE_P(Listening, RunFollowing, testing::Values(hearing::good));
INSTANTIATE_TEST_SUITE_P(Polling, RunFollowing, testing::Values(hearing::none));

class RunFollowingOfNothing : public RunFollowing {};

TEST_P(RunFollowingOfNothing, AsksTheDatabaseNothing) {
    const auto last_question = [&] {
        return database_.text("SELECT max(query_start) FROM pg_stat_activity WHERE datname = current_database() "
                              "AND application_name = 'here' AND query !~ '^(LISTEN|NOTIFY|SELECT pg_notify)'");
    };
    const auto before = last_question();
    ASSERT_NE(before, "NULL");

    const auto run = begin_there();
    ASSERT_TRUE(there_.jobs.update_progress(run, 50, ""));
    ASSERT_TRUE(there_.jobs.complete_run(run, run_status::completed, ""));
    const auto revision = there_.hub.latest(run)->run.revision;
    here_.listener().wait_until_heard([&](const heard_changes& heard) {
        return std::ranges::find(heard.runs, heard_run{run, revision}) != heard.runs.end();
    });

    EXPECT_EQ(last_question(), before);
    EXPECT_EQ(here_.hub.latest(run), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Listening, RunFollowingOfNothing, testing::Values(hearing::good));

} // namespace

} // namespace media_sync::postgres
