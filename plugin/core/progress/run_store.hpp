#pragma once

// Where runs are kept, as the job service and the routes need it. PostgreSQL implements it; so does a fake, and both pass
// one contract suite.
//
// Every function may block and throws store_unavailable while the store cannot be reached. Safe to call from any thread.

#include "plugin/core/progress/run.hpp"
#include "plugin/core/result.hpp"

#include <span>
#include <vector>

namespace media_sync {

/// A run that the job service is asked to keep.
struct new_run {
    std::string job_name;
    std::string job_type;
    std::optional<user_id> owner;
};

/// What the flusher writes for one run of the job service.
struct progress_change {
    run_id id = 0;
    int attempt = 0;
    int progress = 0;
    std::optional<std::int64_t> total_items;
    std::int64_t processed_items = 0;
    std::string status_message;
    std::string progress_data;              ///< "" leaves what is stored
    bool advanced = false;                  ///< an item or a percent moved, so advanced_at does too
    std::optional<double> items_per_second; ///< as of this change
    std::optional<double> eta_seconds;      ///< as of this change
};

/// What became of a flush.
struct progress_outcome {
    std::vector<run_snapshot> written; ///< as they are now
    std::vector<run_id> skipped;       ///< still this process's, but somebody else has locked the row
};

/// How a run ends.
struct run_outcome {
    run_status status = run_status::completed; ///< a terminal one
    std::string error_message;                 ///< "" for completed
    std::string status_message;                ///< "" leaves what is stored
    std::string progress_data;                 ///< JSON text, "" leaves what is stored
};

/// What a look for runs that ended long ago has come to.
struct pruned_part {
    std::size_t runs = 0;        ///< looked at
    run_id last = 0;             ///< of those the highest id
    std::vector<run_id> deleted; ///< of those
};

class run_store {
  public:
    virtual ~run_store() = default;

    /// Inserts a run with status running, attempt 1, this process as executor.
    virtual run_snapshot create(const new_run& run) = 0;

    /// The run, if there is one that `viewer` may see.
    virtual std::optional<run_snapshot> find(run_id id, const scope& viewer) = 0;

    /// Those of the runs that exist, whoever they belong to, newest (highest id) first.
    virtual std::vector<run_snapshot> find_many(std::span<const run_id> ids) = 0;

    /// Pending and running runs, newest (highest id) first. Runs without an executor are the host's own: listed while
    /// younger than 24 hours.
    virtual std::vector<run_snapshot> active(const scope& viewer, std::size_t limit) = 0;

    /// The active run of a media_sync_jobs row, else its latest, else a placeholder without id; nullopt if there is no such
    /// row that `viewer` may see.
    virtual std::optional<run_snapshot> of_media_sync_job(std::uint64_t media_sync_job_id, const scope& viewer) = 0;

    /// Writes all changes in one statement, fenced by executor, attempt and status running, skipping rows that somebody
    /// else has locked. A run that is neither written nor skipped is not this process's any more.
    virtual progress_outcome write_progress(std::span<const progress_change> changes) = 0;

    /// Ends a run with its last progress, fenced. completed sets progress to 100 and total to processed if total is known;
    /// otherwise progress stays. The last rate that was known stays, the remaining time goes. Throws run_lost if the fence
    /// refuses.
    virtual run_snapshot complete(const progress_change& last, const run_outcome& outcome) = 0;

    /// Notes that somebody wants the run ended; a run that nobody executes, because it is pending or its executor is dead,
    /// ends at once as cancelled. conflict if it has ended, not_found if there is none that `viewer` may see.
    virtual result<run_snapshot> request_cancel(run_id id, const scope& viewer) = 0;

    /// Ends this process's running runs of the job service that are at least so old and not among `kept`, as failed.
    /// Returns them as they are now.
    virtual std::vector<run_snapshot> end_all_but(std::span<const run_id> kept, std::chrono::seconds at_least_old,
                                                  std::string_view error) = 0;

    /// Looks at the next runs above an id, at most so many, and deletes those that have ended at least so long ago, with
    /// their failures; never one of the host's own.
    virtual pruned_part prune(std::chrono::days ended_for, run_id above, std::size_t most) = 0;
};

} // namespace media_sync
