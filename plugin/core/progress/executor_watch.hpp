#pragma once

// Shows that this process lives, hears which of its runs somebody wants cancelled, finds the runs that dead processes have
// left behind, and those of its own that others have taken while it seemed to be dead.

#include "plugin/core/metrics.hpp"
#include "plugin/core/progress/executor_store.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace media_sync {

class executor_watch {
  public:
    struct options {
        std::chrono::milliseconds beat{1000}; ///< from one heartbeat to the next
        int beats_before_judging = 3;         ///< own heartbeats in a row before a silent process is taken for dead
        std::size_t rescues_at_once = 16;
        /// Own heartbeats in a row before what a silent process has left is ended: a rescue does no harm to one that was
        /// only cut off, and comes back, but an end is final.
        int beats_before_ending = 30;
        std::size_t ends_at_once = 100;
    };

    /// All are called on the watch's thread and must not throw.
    struct callbacks {
        std::function<void(run_id)> cancel;
        std::function<void(const abandoned_run&)> rescue;
        std::function<void(const abandoned_run&)> ended; ///< a run that could not be rescued was ended
        /// The runs that this process executes, as far as it knows.
        std::function<std::vector<run_id>()> executing;
        /// This process may have been taken for dead for a while, and others may have its runs. Those of `executing` that
        /// they really have are cancelled; what else there is has to be looked after here.
        std::function<void()> resurfaced;
        std::function<void(const std::string&)> trouble; ///< a sentence for the log, once per outage
        /// How many other executors live; with every heartbeat.
        std::function<void(std::size_t)> others = [](std::size_t) {};
    };

    /// `store` and `counted` outlive this object.
    executor_watch(executor_store& store, options settings, callbacks calls, const metrics& counted = no_metrics());

    /// Stops.
    ~executor_watch();

    /// Starts the thread. Once.
    void start();

    /// Joins the thread, and takes the executor off the books so that its runs can be continued elsewhere at once. Tolerates
    /// a second call, and a missing start.
    void stop();

  private:
    void loop();
    void beat();
    void look_after_own();

    executor_store& store_;
    const options settings_;
    const callbacks calls_;
    const metrics& metrics_;
    int beats_in_a_row_ = 0;
    int beats_since_late_ = 0; // likewise, and since the first late one of a series
    bool was_late_ = false;
    bool in_trouble_ = false;
    bool was_away_ = false; // and has not looked after its own runs since

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace media_sync
