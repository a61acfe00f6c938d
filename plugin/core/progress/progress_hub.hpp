#pragma once

// The latest snapshot of every run that this process knows at first hand, for readers that must not wait for the database.

#include "plugin/core/progress/run.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace media_sync {

/// Safe to call from any thread; nothing blocks for longer than a map look-up.
class progress_hub {
  public:
    /// Keeps at most `ended_runs` snapshots of runs that have ended; those that still run are all kept.
    explicit progress_hub(std::size_t ended_runs = 256) : ended_limit_(ended_runs) {}

    /// Makes a stored snapshot the latest one of its run, unless a newer revision is known already. To be called after the
    /// commit that produced it: a reader must never see progress that a rollback undoes.
    void publish(run_snapshot snapshot);

    /// The latest snapshot, or null if this process does not know the run.
    std::shared_ptr<const run_snapshot> latest(run_id id) const;

    /// Lets go of a run that another process executes from now on: what is known here would grow stale.
    void forget(run_id id);

  private:
    const std::size_t ended_limit_;
    mutable std::mutex mutex_;
    std::unordered_map<run_id, std::shared_ptr<const run_snapshot>> latest_;
    std::deque<run_id> ended_;
};

} // namespace media_sync
