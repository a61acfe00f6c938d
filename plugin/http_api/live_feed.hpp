#pragma once

// Pushes the progress of runs to those who follow it: one thread for all streams and held-back requests of the plugin.
//
// Every call on an open answer is made by that thread, so the rule "one thread at a time" holds by itself; the host's
// callbacks and the hub's changes only leave a note and wake it. A state is made into text once for all readers of it.

#include "plugin/core/progress/run_follower.hpp"
#include "plugin/core/work_queue.hpp"
#include "plugin/http_api/live_inbox.hpp"

#include <thread>

namespace media_sync {

class live_feed {
  public:
    struct options {
        reader_limits readers;                        ///< streams and held-back requests
        std::chrono::milliseconds keep_alive{15'000}; ///< of silence, until a stream gets a comment
    };

    /// All references outlive this object. `store_reads` carries what the hub does not know any more.
    live_feed(progress_hub& hub, run_store& store, work_queue& store_reads, const clock& time, options settings,
              const metrics& counted = no_metrics());
    live_feed(const live_feed&) = delete;
    live_feed& operator=(const live_feed&) = delete;

    /// Stops.
    ~live_feed();

    /// Starts the thread. Once. `on_watched_changed` is called on it whenever something is followed that was not; it must
    /// not block.
    void start(std::function<void()> on_watched_changed);

    /// Lets a user follow a topic. `read` is what the route knows of it; what happens after that was read, and what this
    /// process has changed meanwhile, is not missed. Never blocks. [any thread]
    admission stream(user_id user, const live_topic& topic, std::vector<run_ptr> read,
                     const std::shared_ptr<exchange>& out);
    admission hold(user_id user, const live_topic& topic, std::vector<run_ptr> read,
                   const std::shared_ptr<exchange>& out, std::chrono::seconds wait);

    /// What is followed at present. Never blocks. [any thread]
    watched_runs watched() const;

    /// Ends all streams, without "event: end" so that readers come back; answers held-back requests with 304, which is true
    /// and makes them ask again; refuses new ones. Never blocks. [any thread]
    void request_stop();

    /// Stops and joins the thread. Tolerates a second call, and a missing start.
    void stop();

  private:
    void loop();
    void digest(live_news& news);
    bool fetch(std::vector<run_id> runs);

    progress_hub& hub_;
    run_store& store_;
    work_queue& store_reads_;
    const clock& clock_;
    const options settings_;
    const metrics& metrics_;
    const std::shared_ptr<live_inbox> inbox_;

    mutable std::mutex watched_mutex_;
    std::set<live_topic> watched_;
    std::function<void()> on_watched_changed_;

    live_audience audience_; // the thread's own
    progress_hub::subscription changes_;
    std::thread thread_;
};

} // namespace media_sync
