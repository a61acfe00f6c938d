#pragma once

// Lets go of runs that ended long ago, a part at a time, so that a table of any size costs each look the same.

#include "plugin/core/clock.hpp"
#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/progress/run_store.hpp"

#include <atomic>
#include <chrono>
#include <optional>

namespace media_sync {

/// Used by one thread at a time, but for request_stop.
class run_retention {
  public:
    struct options {
        std::optional<std::chrono::days> keep{}; ///< how long after its end a run is kept; nullopt: for ever
        std::size_t part = 100;                  ///< runs that are looked at in one statement
        int parts = 100;                         ///< statements in one call
        std::chrono::hours rest{1};              ///< from the end of the table to its beginning
    };

    /// All references outlive this object.
    run_retention(run_store& store, progress_hub& hub, const clock& time, options settings)
        : store_(store), hub_(hub), clock_(time), settings_(settings) {}

    /// Looks at the next parts of the table; to be called every now and then. Returns how many runs were deleted. May block.
    /// Throws store_unavailable, and then goes on from there the next time.
    std::size_t prune();

    /// A prune that is under way ends after the part that it is at, a later one at once. Never blocks. [any thread]
    void request_stop() noexcept { stopping_ = true; }

  private:
    run_store& store_;
    progress_hub& hub_;
    const clock& clock_;
    const options settings_;
    run_id looked_at_ = 0;                       // up to here
    std::chrono::steady_clock::time_point next_; // not before
    std::atomic<bool> stopping_{false};
};

} // namespace media_sync
