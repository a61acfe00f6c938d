#pragma once

// Keeps the hub up to date about runs that other processes execute, for as long as somebody here watches them; and, once a
// second, about whether the runs of this process have stalled.

#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/progress/run_listener.hpp"
#include "plugin/core/progress/run_store.hpp"

#include <functional>
#include <set>
#include <string>
#include <thread>

namespace media_sync {

/// What the readers of this process watch.
struct watched_runs {
    std::vector<run_id> runs;
    std::vector<std::uint64_t> media_sync_jobs; ///< media_sync_jobs.id
    bool active = false;                        ///< somebody watches a list of active runs

    bool empty() const { return runs.empty() && media_sync_jobs.empty() && !active; }
};

class run_follower {
  public:
    struct options {
        std::chrono::milliseconds poll{250}; ///< from one look at the store to the next while nothing can be heard
        std::chrono::milliseconds check{
            1000}; ///< the same while listening, for what nobody announces: lost, stalled, the
                   ///< host's own runs
    };
    /// What is watched at present; called on the follower's thread, must not block.
    using watched_callback = std::function<watched_runs()>;
    /// A sentence for the log, once per outage; called on the follower's thread.
    using trouble_callback = std::function<void(const std::string&)>;

    /// All references outlive this object.
    run_follower(run_store& store, progress_hub& hub, run_listener& listener, options settings,
                 watched_callback watched, trouble_callback on_trouble);

    /// Stops.
    ~run_follower();

    /// Starts the thread. Once.
    void start();

    /// Says that something else is watched than before, so that a look at the store is due. Never blocks. [any thread]
    void wake();

    /// Joins the thread. Tolerates a second call, and a missing start.
    void stop();
};

} // namespace media_sync
