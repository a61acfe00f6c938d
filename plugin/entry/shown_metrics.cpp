#include "plugin/entry/shown_metrics.hpp"

#include "plugin/core/sync/sync_store.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace media_sync {

namespace {

using suasor::instrument;

// From a look at an index to a statement that runs into its time-out.
constexpr std::array k_store_seconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1., 2.5, 5., 10., 30.};
constexpr std::array k_server_seconds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1., 2.5, 5., 10., 30., 60.};
constexpr std::array k_flushed_runs{1., 10., 100., 1'000., 10'000.};

double seconds(metrics::duration time) {
    return std::chrono::duration<double>(time).count();
}

class host_series {
  public:
    explicit host_series(const suasor_metrics_service* service) : service_(service) {}

    using labels = std::vector<suasor::field>;

    instrument counter(std::string_view name, std::string_view help, const labels& with = {}) const {
        return suasor::add_metric(service_, {SUASOR_METRIC_COUNTER, name, help, with});
    }
    instrument gauge(std::string_view name, std::string_view help, const labels& with = {}) const {
        return suasor::add_metric(service_, {SUASOR_METRIC_GAUGE, name, help, with});
    }
    instrument histogram(std::string_view name, std::string_view help, std::span<const double> bounds,
                         const labels& with = {}) const {
        return suasor::add_metric(service_, {SUASOR_METRIC_HISTOGRAM, name, help, with, bounds});
    }

  private:
    const suasor_metrics_service* service_;
};

// What is known of the media servers of one type.
struct server_series {
    server_series(const host_series& add, std::string_view type)
        : request_seconds(add.histogram("server_request_seconds",
                                        "How long attempts at requests to media servers took.", k_server_seconds,
                                        {{"server", type}})),
          no_answer(retries(add, type, "no_answer")), rate_limited(retries(add, type, "rate_limited")),
          server_error(retries(add, type, "server_error")) {}

    static instrument retries(const host_series& add, std::string_view type, std::string_view reason) {
        return add.counter("server_retries_total", "Requests to media servers that were made once more.",
                           {{"server", type}, {"reason", reason}});
    }

    instrument request_seconds;
    instrument no_answer;
    instrument rate_limited;
    instrument server_error;
};

class shown_metrics final : public metrics {
  public:
    explicit shown_metrics(const suasor_metrics_service* service) : shown_metrics(host_series(service)) {}

    void run_started() const noexcept override { runs_started_.add(1); }
    void run_continued() const noexcept override { runs_continued_.add(1); }
    void run_ended(run_status how) const noexcept override {
        if (how == run_status::completed) runs_completed_.add(1);
        if (how == run_status::failed) runs_failed_.add(1);
        if (how == run_status::cancelled) runs_cancelled_.add(1);
    }
    void run_lost() const noexcept override { runs_lost_.add(1); }
    void runs_counted(std::size_t pending, std::size_t running) const noexcept override {
        runs_pending_.set(static_cast<double>(pending));
        runs_running_.set(static_cast<double>(running));
    }
    void heartbeat_failed() const noexcept override { heartbeats_failed_.add(1); }

    void batch_committed(const item_counts& items, duration took) const noexcept override {
        items_created_.add(static_cast<double>(items.created));
        items_updated_.add(static_cast<double>(items.updated));
        items_unchanged_.add(static_cast<double>(items.unchanged));
        items_failed_.add(static_cast<double>(items.failed));
        commit_seconds_.observe(seconds(took));
    }
    void progress_flushed(std::size_t runs, duration took) const noexcept override {
        flushed_runs_.observe(static_cast<double>(runs));
        flush_seconds_.observe(seconds(took));
    }
    void items_reported(std::int64_t items) const noexcept override { items_reported_.add(static_cast<double>(items)); }

    void server_asked(std::string_view server, duration took) const noexcept override {
        if (const auto found = servers_.find(server); found != servers_.end())
            found->second.request_seconds.observe(seconds(took));
    }
    void server_asked_again(std::string_view server, retry_reason why) const noexcept override {
        const auto found = servers_.find(server);
        if (found == servers_.end()) return;
        if (why == retry_reason::no_answer) found->second.no_answer.add(1);
        if (why == retry_reason::rate_limited) found->second.rate_limited.add(1);
        if (why == retry_reason::server_error) found->second.server_error.add(1);
    }

    void follower_came(follower kind) const noexcept override { of(kind).add(1); }
    void follower_left(follower kind) const noexcept override { of(kind).add(-1); }
    void request_refused(refusal_reason why) const noexcept override {
        if (why == refusal_reason::queue_full) refused_queue_full_.add(1);
        if (why == refusal_reason::too_many_followers) refused_too_many_subscribers_.add(1);
        if (why == refusal_reason::store_away) refused_database_away_.add(1);
    }

    void session_taken() const noexcept override { sessions_in_use_.add(1); }
    void session_returned() const noexcept override { sessions_in_use_.add(-1); }
    void session_awaited() const noexcept override { session_waits_.add(1); }

  private:
    explicit shown_metrics(const host_series& add)
        : runs_started_(add.counter("runs_started_total", "Runs that this process has begun.")),
          runs_continued_(add.counter("runs_continued_total", "Runs that this process has gone on with.")),
          runs_completed_(ended(add, "completed")), runs_failed_(ended(add, "failed")),
          runs_cancelled_(ended(add, "cancelled")),
          runs_lost_(add.counter("runs_lost_total", "Runs of this process that another one has taken over or ended.")),
          runs_pending_(active(add, "pending")), runs_running_(active(add, "running")),
          heartbeats_failed_(add.counter("heartbeats_failed_total", "Heartbeats that did not reach the database.")),
          items_created_(items(add, "created")), items_updated_(items(add, "updated")),
          items_unchanged_(items(add, "unchanged")), items_failed_(items(add, "failed")),
          commit_seconds_(add.histogram("commit_seconds", "How long the batches of syncs took.", k_store_seconds)),
          items_reported_(add.counter("reported_items_total", "Items that other jobs have reported as processed.")),
          flush_seconds_(
              add.histogram("flush_seconds", "How long it took to store the progress of other jobs.", k_store_seconds)),
          flushed_runs_(
              add.histogram("flush_runs", "Runs of other jobs whose progress was stored at a time.", k_flushed_runs)),
          streams_(followers(add, "stream")), waits_(followers(add, "wait")),
          refused_queue_full_(refused(add, "queue_full")),
          refused_too_many_subscribers_(refused(add, "too_many_subscribers")),
          refused_database_away_(refused(add, "database_away")),
          sessions_in_use_(add.gauge("database_sessions_in_use", "Database sessions that are in use.")),
          session_waits_(
              add.counter("database_session_waits_total", "Times that a database session had to be waited for.")) {
        for (const std::string_view type : {"emby", "jellyfin", "plex", "subsonic"})
            servers_.emplace(type, server_series(add, type));
    }

    static instrument ended(const host_series& add, std::string_view status) {
        return add.counter("runs_ended_total", "Runs that this process has ended.", {{"status", status}});
    }
    static instrument active(const host_series& add, std::string_view status) {
        return add.gauge("runs", "Runs of this process, as of its last heartbeat.", {{"status", status}});
    }
    static instrument items(const host_series& add, std::string_view outcome) {
        return add.counter("items_total", "Items that syncs have processed.", {{"outcome", outcome}});
    }
    static instrument followers(const host_series& add, std::string_view kind) {
        return add.gauge("subscribers", "Open streams and held-back requests.", {{"kind", kind}});
    }
    static instrument refused(const host_series& add, std::string_view reason) {
        return add.counter("requests_refused_total", "Requests for progress that were answered 503, or 429.",
                           {{"reason", reason}});
    }

    instrument of(follower kind) const { return kind == follower::stream ? streams_ : waits_; }

    const instrument runs_started_;
    const instrument runs_continued_;
    const instrument runs_completed_;
    const instrument runs_failed_;
    const instrument runs_cancelled_;
    const instrument runs_lost_;
    const instrument runs_pending_;
    const instrument runs_running_;
    const instrument heartbeats_failed_;
    const instrument items_created_;
    const instrument items_updated_;
    const instrument items_unchanged_;
    const instrument items_failed_;
    const instrument commit_seconds_;
    const instrument items_reported_;
    const instrument flush_seconds_;
    const instrument flushed_runs_;
    const instrument streams_;
    const instrument waits_;
    const instrument refused_queue_full_;
    const instrument refused_too_many_subscribers_;
    const instrument refused_database_away_;
    const instrument sessions_in_use_;
    const instrument session_waits_;
    std::map<std::string_view, server_series> servers_;
};

} // namespace

std::unique_ptr<const metrics> create_shown_metrics(const suasor_metrics_service* service) {
    return std::make_unique<shown_metrics>(service);
}

} // namespace media_sync
