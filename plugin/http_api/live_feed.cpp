#include "plugin/http_api/live_feed.hpp"

namespace media_sync {

namespace {

// Held by the host, possibly for longer than the feed lives.
class answer_events final : public suasor::responder_listener {
  public:
    answer_events(std::shared_ptr<live_inbox> inbox, reader_key key) : inbox_(std::move(inbox)), key_(key) {}

    void on_writable() noexcept override { inbox_->writable(key_); }
    void on_cancel() noexcept override { inbox_->cancelled(key_); }

  private:
    const std::shared_ptr<live_inbox> inbox_;
    const reader_key key_;
};

struct watched_collector {
    void operator()(const run_topic& topic) { found.runs.push_back(topic.id); }
    void operator()(const job_topic& topic) { found.media_sync_jobs.push_back(topic.id); }
    void operator()(const list_topic&) { found.active = true; }

    watched_runs found;
};

} // namespace

live_feed::live_feed(progress_hub& hub, run_store& store, work_queue& store_reads, const clock& time, options settings,
                     const metrics& counted)
    : hub_(hub), store_(store), store_reads_(store_reads), clock_(time), settings_(settings), metrics_(counted),
      inbox_(std::make_shared<live_inbox>(settings.readers)),
      audience_(hub, time,
                {[this](std::vector<run_id> runs) { return fetch(std::move(runs)); },
                 [this](const live_topic& topic) {
                     {
                         std::lock_guard lock(watched_mutex_);
                         watched_.insert(topic);
                     }
                     on_watched_changed_();
                 },
                 [this](const live_topic& topic) {
                     std::lock_guard lock(watched_mutex_);
                     watched_.erase(topic);
                 },
                 [this](user_id user) { inbox_->left(user); }}),
      changes_(
          hub.subscribe([inbox = inbox_](std::span<const progress_hub::change> changes) { inbox->changed(changes); })) {
}

live_feed::~live_feed() {
    stop();
}

void live_feed::start(std::function<void()> on_watched_changed) {
    on_watched_changed_ = std::move(on_watched_changed);
    thread_ = std::thread([this] { loop(); });
}

admission live_feed::stream(user_id user, const live_topic& topic, std::vector<run_ptr> read,
                            const std::shared_ptr<exchange>& out) {
    live_arrival arrival{
        topic, user, std::move(read), create_stream(out, settings_.keep_alive), {metrics_, follower::stream}};
    return inbox_->add(arrival);
}

admission live_feed::hold(user_id user, const live_topic& topic, std::vector<run_ptr> read,
                          const std::shared_ptr<exchange>& out, std::chrono::seconds wait) {
    live_arrival arrival{topic, user, std::move(read), create_wait(out, wait), {metrics_, follower::wait}};
    return inbox_->add(arrival);
}

watched_runs live_feed::watched() const {
    watched_collector collector;
    std::lock_guard lock(watched_mutex_);
    for (const auto& topic : watched_)
        std::visit(collector, topic);
    return std::move(collector.found);
}

void live_feed::request_stop() {
    inbox_->stop();
}

void live_feed::stop() {
    request_stop();
    if (thread_.joinable()) thread_.join();
}

void live_feed::loop() {
    while (true) {
        const auto deadline = audience_.pass_time();
        std::optional<std::chrono::nanoseconds> timeout;
        if (deadline) timeout = *deadline - clock_.steady();

        auto news = inbox_->wait(timeout);
        digest(news);
        if (news.stopping) return audience_.close();
    }
}

void live_feed::digest(live_news& news) {
    for (auto& [key, arrival] : news.arrivals)
        audience_.admit(key, std::move(arrival), std::make_shared<answer_events>(inbox_, key));
    for (const auto key : news.cancelled)
        audience_.cancelled(key);
    for (const auto key : news.writable)
        audience_.writable(key);

    audience_.changed(std::vector<run_id>(news.changed.begin(), news.changed.end()));
    for (const auto& reading : news.readings) {
        if (reading.found)
            audience_.found(reading.asked, *reading.found);
        else
            audience_.not_found();
    }
}

bool live_feed::fetch(std::vector<run_id> runs) {
    return store_reads_.try_post([this, inbox = inbox_, asked = std::move(runs)] {
        std::vector<run_ptr> found;
        std::vector<run_snapshot> active;
        const auto read = suasor::guarded(nullptr, [&] {
            for (auto& run : store_.find_many(asked)) {
                if (!is_terminal(run.status)) active.push_back(run);
                found.push_back(std::make_shared<const published_run>(std::move(run)));
            }
            // What has ended stays out of the hub, which keeps only so many of those and has let go of this one before.
            hub_.observe(std::move(active));
        });
        inbox->read({asked, read == SUASOR_OK ? std::optional(std::move(found)) : std::nullopt});
    });
}

} // namespace media_sync
