#include "plugin/entry/shown_metrics.hpp"

#include "plugin/core/sync/sync_store.hpp"

#include <suasor/host/services.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

// A host that writes down what its time series are told.
class recording_host final : public suasor::host_metrics {
  public:
    const suasor::host_instrument& add(suasor::owned_metric added) override {
        std::string labels;
        for (const auto& [name, value] : added.labels())
            labels += fmt::format("{}{}={}", labels.empty() ? "" : ",", name, value);
        series.push_back(fmt::format("{}{{{}}}", added.name(), labels));
        return instruments_.emplace_back(series.back(), calls);
    }

    /// What has been told since the last look.
    std::vector<std::string> told() { return std::exchange(calls, {}); }

    std::vector<std::string> series;
    std::vector<std::string> calls;

  private:
    class instrument final : public suasor::host_instrument {
      public:
        instrument(std::string name, std::vector<std::string>& calls) : name_(std::move(name)), calls_(calls) {}

        void add(double value) noexcept override { note("add", value); }
        void set(double value) noexcept override { note("set", value); }
        void observe(double value) noexcept override { note("observe", value); }

      private:
        void note(const char* call, double value) { calls_.push_back(fmt::format("{} {} {}", name_, call, value)); }

        const std::string name_;
        std::vector<std::string>& calls_;
    };

    std::deque<instrument> instruments_;
};

class ShownMetrics : public ::testing::Test {
  protected:
    recording_host host_;
    const std::unique_ptr<const metrics> shown_ = create_shown_metrics(host_.c());
};

TEST_F(ShownMetrics, ShowRuns) {
    shown_->run_started();
    shown_->run_continued();
    for (const auto how : {run_status::completed, run_status::failed, run_status::cancelled})
        shown_->run_ended(how);
    shown_->run_lost();
    shown_->runs_counted(2, 5);
    shown_->heartbeat_failed();

    EXPECT_THAT(host_.told(),
                ElementsAre("runs_started_total{} add 1", "runs_continued_total{} add 1",
                            "runs_ended_total{status=completed} add 1", "runs_ended_total{status=failed} add 1",
                            "runs_ended_total{status=cancelled} add 1", "runs_lost_total{} add 1",
                            "runs{status=pending} set 2", "runs{status=running} set 5",
                            "heartbeats_failed_total{} add 1"));
}

TEST_F(ShownMetrics, ShowWhatIsStored) {
    shown_->batch_committed({1, 2, 3, 4}, 500ms);
    EXPECT_THAT(host_.told(),
                UnorderedElementsAre("items_total{outcome=created} add 1", "items_total{outcome=updated} add 2",
                                     "items_total{outcome=unchanged} add 3", "items_total{outcome=failed} add 4",
                                     "commit_seconds{} observe 0.5"));

    shown_->progress_flushed(12, 250ms);
    shown_->items_reported(9);
    EXPECT_THAT(host_.told(), UnorderedElementsAre("flush_runs{} observe 12", "flush_seconds{} observe 0.25",
                                                   "reported_items_total{} add 9"));

    shown_->session_taken();
    shown_->session_returned();
    shown_->session_awaited();
    EXPECT_THAT(host_.told(), ElementsAre("database_sessions_in_use{} add 1", "database_sessions_in_use{} add -1",
                                          "database_session_waits_total{} add 1"));
}

TEST_F(ShownMetrics, ShowMediaServersByTheirType) {
    for (const auto* type : {"emby", "jellyfin", "plex", "subsonic"}) {
        shown_->server_asked(type, 2s);
        EXPECT_THAT(host_.told(), ElementsAre(fmt::format("server_request_seconds{{server={}}} observe 2", type)));
    }
    for (const auto& [why, reason] :
         {std::pair(retry_reason::no_answer, "no_answer"), std::pair(retry_reason::rate_limited, "rate_limited"),
          std::pair(retry_reason::server_error, "server_error")}) {
        shown_->server_asked_again("plex", why);
        EXPECT_THAT(host_.told(),
                    ElementsAre(fmt::format("server_retries_total{{reason={},server=plex}} add 1", reason)));
    }
    shown_->server_asked("unheard of", 2s);
    shown_->server_asked_again("unheard of", retry_reason::no_answer);
    EXPECT_THAT(host_.told(), SizeIs(0));
}

TEST_F(ShownMetrics, ShowSubscribersAndWhoIsRefused) {
    shown_->follower_came(follower::stream);
    shown_->follower_left(follower::wait);
    shown_->request_refused(refusal_reason::queue_full);
    shown_->request_refused(refusal_reason::too_many_followers);
    shown_->request_refused(refusal_reason::store_away);

    EXPECT_THAT(host_.told(), ElementsAre("subscribers{kind=stream} add 1", "subscribers{kind=wait} add -1",
                                          "requests_refused_total{reason=queue_full} add 1",
                                          "requests_refused_total{reason=too_many_subscribers} add 1",
                                          "requests_refused_total{reason=database_away} add 1"));
}

TEST(ShownMetricsWithoutAHost, CountForNobody) {
    const auto shown = create_shown_metrics(nullptr);

    shown->run_started();
    shown->server_asked("plex", 1s);
    shown->batch_committed({}, 1s);
}

} // namespace
} // namespace media_sync
