#pragma once

// The one writer of the progress of the job service's runs in this process: stores every changed run in one statement, a few
// times a second, however often and by however many threads they are changed.

#include "plugin/core/clock.hpp"
#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/progress/run_tracker.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace media_sync {

class progress_flusher {
  public:
    struct options {
        std::chrono::milliseconds interval{250};          ///< from one flush to the next, while something changes
        std::chrono::milliseconds longest_back_off{5000}; ///< between tries while the store is away
    };

    /// Called with the run when another executor has taken it over or it has ended elsewhere; from the flusher's thread.
    using lost_callback = std::function<void(run_id)>;
    /// Called with a sentence for the log; from the flusher's thread.
    using trouble_callback = std::function<void(const std::string&)>;

    /// Starts the thread. `store` and `hub` outlive this object.
    progress_flusher(run_store& store, progress_hub& hub, options settings, lost_callback on_lost,
                     trouble_callback on_trouble);

    /// Flushes once more and joins the thread.
    ~progress_flusher();

    /// Says that a run has something new. The first change after silence is stored at once, later ones with the next flush.
    /// Never blocks. [any thread]
    void changed(const std::shared_ptr<run_tracker>& run);

  private:
    void loop();
    bool flush(std::vector<std::shared_ptr<run_tracker>> runs);
    bool flush_one_by_one(const std::vector<std::shared_ptr<run_tracker>>& runs);
    void keep_dirty(const std::shared_ptr<run_tracker>& run);

    run_store& store_;
    progress_hub& hub_;
    const options settings_;
    const lost_callback on_lost_;
    const trouble_callback on_trouble_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::shared_ptr<run_tracker>> dirty_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace media_sync
