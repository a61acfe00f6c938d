#pragma once

// The one writer of the progress of the job service's runs in this process: stores every changed run in one statement, a few
// times a second, however often and by however many threads they are changed.

#include "plugin/core/back_off.hpp"
#include "plugin/core/clock.hpp"
#include "plugin/core/metrics.hpp"
#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/progress/run_tracker.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

namespace media_sync {

class progress_flusher {
  public:
    struct options {
        std::chrono::milliseconds interval{250};          ///< from one flush to the next, while something changes
        std::chrono::milliseconds longest_back_off{5000}; ///< between tries while the store is away
        std::chrono::milliseconds closest{200};           ///< the same as interval, for what is urgent
    };

    /// Called with runs that another executor has taken over or that have ended elsewhere; from the flusher's thread.
    using lost_callback = std::function<void(const std::vector<run_id>&)>;
    /// Called with a sentence for the log, once an outage; from the flusher's thread.
    using trouble_callback = std::function<void(const std::string&)>;

    /// Starts the thread. `store`, `hub`, `time` and `counted` outlive this object.
    progress_flusher(run_store& store, progress_hub& hub, const clock& time, options settings, lost_callback on_lost,
                     trouble_callback on_trouble, const metrics& counted = no_metrics());

    /// Stops.
    ~progress_flusher();

    /// Flushes once more and joins the thread. Tolerates a second call.
    void stop();

    /// Says that a run has something new. The first change after silence is stored at once, later ones with the next flush,
    /// which comes somewhat earlier if one of them is urgent. Never blocks. [any thread]
    void changed(const std::shared_ptr<run_tracker>& run, news what = news::steady);

  private:
    static constexpr auto k_all_runs = std::numeric_limits<std::size_t>::max();
    using trackers = std::vector<std::shared_ptr<run_tracker>>;

    /// What a flush has stored.
    enum class flushed {
        some,       ///< a further try may get further
        none,       ///< somebody else has locked all of the rows
        store_away, ///< nothing, and nothing will be for a while
    };

    void loop();
    void flush_all();
    trackers take_dirty();
    flushed flush(const trackers& runs);
    void refused(const trackers& runs, const std::string& why);
    void keep_dirty(const trackers& runs);

    run_store& store_;
    progress_hub& hub_;
    const clock& clock_;
    const options settings_;
    const lost_callback on_lost_;
    const trouble_callback on_trouble_;
    const metrics& metrics_;

    // Of the flusher's thread: how many runs a statement may hold, less than all only while one that the store refuses is
    // looked for.
    std::size_t most_runs_ = k_all_runs;
    bool in_trouble_ = false; // likewise: the store was away when it was asked last

    std::atomic<bool> urgent_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    trackers dirty_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace media_sync
