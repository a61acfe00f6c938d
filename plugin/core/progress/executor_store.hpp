#pragma once

// How a process that executes runs shows that it lives, and finds the runs of those that do not. One executor per process,
// named by a uuid; all times are the database's.
//
// Every function may block and throws store_unavailable while the store cannot be reached. Safe to call from any thread.

#include "plugin/core/progress/run.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace media_sync {

/// Of what a run of the job service ends whose process is gone.
constexpr std::string_view k_orphaned =
    "the process that executed this job died or lost the database, and nobody else can go on with it; start it again";

/// A run that has not ended and whose executor is gone.
struct abandoned_run {
    run_id id = 0;
    std::string job_name;
};

/// What a heartbeat brings back.
struct heartbeat {
    std::vector<run_id> cancelled; ///< running runs of this executor that somebody wants cancelled
    std::size_t others = 0;        ///< how many other executors live
    std::size_t pending = 0;       ///< runs of this executor
    std::size_t running = 0;       ///< likewise
    bool after_silence = false;    ///< this executor may have been taken for dead since the heartbeat before
    bool late = false;             ///< by a second and more, for whatever reason: others may well have the same one
};

class executor_store {
  public:
    virtual ~executor_store() = default;

    /// Says that this executor lives, to be called once a second.
    virtual heartbeat beat() = 0;

    /// Media syncs that this process may take over: pending and running ones whose executor has retired, and, where `silent`
    /// is to count, those whose executor has not been heard of for 3 s; and this executor's own that have not changed for
    /// 10 s, for whoever keeps them in this process to say whether they are really under way. Oldest first, at most `limit`.
    virtual std::vector<abandoned_run> abandoned(std::size_t limit, bool silent) = 0;

    /// Ends runs of the job service, which nobody but their own process could go on with, as failed with k_orphaned: those
    /// whose executor has retired, and, where `silent` is to count, those whose executor has not been heard of for 30 s.
    /// Oldest first, at most `limit`; skips those that somebody else has locked. Returns which.
    virtual std::vector<abandoned_run> end_orphans(std::size_t limit, bool silent) = 0;

    /// Lets go of executors that have not been heard of for a day: they count as retired from then on, should they come back
    /// or not.
    virtual void forget_dead() = 0;

    /// Those of the runs that are not running under this executor any more.
    virtual std::vector<run_id> taken(std::span<const run_id> runs) = 0;

    /// Takes this executor off the books, so that its runs can be continued elsewhere at once.
    virtual void retire() = 0;
};

} // namespace media_sync
