#pragma once

// Keeps the hub up to date about runs that other processes execute, for as long as somebody here watches them; and, once a
// second, about whether the runs of this process have stalled.

#include "plugin/core/clock.hpp"
#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/progress/run_listener.hpp"
#include "plugin/core/progress/run_store.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace media_sync {

/// What the readers of this process watch.
struct watched_runs {
    std::vector<run_id> runs;
    std::vector<std::uint64_t> media_sync_jobs; ///< media_sync_jobs.id
    bool active = false;                        ///< somebody watches a list of active runs

    bool empty() const { return runs.empty() && media_sync_jobs.empty() && !active; }
    bool operator==(const watched_runs&) const = default;
};

class run_follower {
  public:
    struct options {
        /// From one look at the store to the next while nothing can be heard.
        std::chrono::milliseconds poll{250};
        /// The same while listening, for what nobody announces: lost, stalled, the host's own runs.
        std::chrono::milliseconds check{1000};
        /// The longest from one look to the next while the store is away.
        std::chrono::milliseconds longest_back_off{5000};
        /// Of more active runs than these, a list shows the newest.
        std::size_t most_active = 10'000;
    };
    /// What is watched at present; called on the follower's thread, must not block, nor call the hub.
    using watched_callback = std::function<watched_runs()>;
    /// A sentence for the log, once per outage; called on the follower's thread.
    using trouble_callback = std::function<void(const std::string&)>;

    /// All references outlive this object.
    run_follower(run_store& store, progress_hub& hub, run_listener& listener, const clock& time, options settings,
                 watched_callback watched, trouble_callback on_trouble);

    /// Stops.
    ~run_follower();

    /// Starts the thread. Once.
    void start();

    /// Says that something is watched that was not, so that a look at it is due. Never blocks. [any thread]
    void wake();

    /// Joins the thread. Tolerates a second call, and a missing start.
    void stop();

  private:
    using moment = std::chrono::steady_clock::time_point;

    void loop();
    std::chrono::milliseconds until_something_is_due() const;
    void note(std::span<const progress_hub::change> changes);
    void follow(const heard_changes& heard);
    watched_runs watched_now() const;
    watched_runs worth_a_look(const watched_runs& watched, const heard_changes& heard);
    bool is_behind(run_id id) const;
    bool is_executed_here(std::uint64_t media_sync_job) const;
    void look_at(const watched_runs& what, bool everything);
    void look(const watched_runs& what, bool everything);
    void read(std::set<run_id> runs);
    void let_go_of_what_nobody_watches();

    run_store& store_;
    progress_hub& hub_;
    run_listener& listener_;
    const clock& time_;
    const options settings_;
    const watched_callback watched_;
    const trouble_callback on_trouble_;

    // Of the thread.
    watched_runs followed_; // what was watched at the last look
    moment next_judgement_; // of who has stalled
    moment next_look_;      // at everything that is watched
    std::chrono::milliseconds back_off_{};
    bool in_trouble_ = false;

    std::mutex mutex_;
    std::set<run_id> unknown_; // changed, to what the hub does not know
    std::atomic<bool> stopping_{false};
    std::thread thread_;
    progress_hub::subscription subscription_; // last: what it calls needs all of the above
};

} // namespace media_sync
