#pragma once

// The job service: keeps the progress of jobs that are not a media sync of ours, and answers for every run. The C extension
// suasor.job_service/1 is a thin layer over it.

#include "plugin/core/progress/progress_flusher.hpp"
#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/progress/run_store.hpp"

#include <set>
#include <shared_mutex>
#include <unordered_map>

namespace media_sync {

constexpr std::size_t k_longest_progress_data = 64 * 1024; ///< bytes
constexpr std::size_t k_longest_active_list = 1000;

/// Of what a run ends that its process has left open.
constexpr std::string_view k_left_open = "the process that executed this job stopped before the job had ended, and "
                                         "nobody else can go on with it; start it again";

/// Of what a run ends that is said to have failed without a word why.
constexpr std::string_view k_no_reason = "the job has failed and does not say why";

/// Safe to call from any thread. Where it says "may block", store_unavailable may be thrown; the other calls touch memory
/// only. They answer not_found for a run that this process does not execute, and conflict for one that has ended.
class job_service {
  public:
    /// Called when somebody asked for a run to be cancelled, after that was stored; from the calling thread.
    using cancel_callback = std::function<void(run_id)>;

    /// All references outlive this object.
    job_service(run_store& store, progress_hub& hub, const clock& time, progress_flusher::options flushing,
                cancel_callback on_cancel, progress_flusher::trouble_callback on_trouble,
                const metrics& counted = no_metrics());

    /// May block. invalid_argument for an empty name or type.
    result<run_id> create_run(const new_run& run);

    result<void> update_progress(run_id id, int percent, std::string_view message);
    result<void> set_total_items(run_id id, std::int64_t total);
    result<void> increment_processed_items(run_id id, std::int64_t count);
    /// invalid_argument if `json` is not one JSON object, holds U+0000, or is longer than k_longest_progress_data.
    result<void> set_progress_data(run_id id, std::string_view json);

    /// Ends the run, durably, with everything reported so far. May block. After store_unavailable the caller cannot know that
    /// the run has ended, and calls again.
    result<void> complete_run(run_id id, run_status status, std::string_view error_message);

    /// Stores every run of this process anew: so those are found that it has lost without having anything to report. Never
    /// blocks.
    void store_all();

    /// Ends runs of this process that nobody was given the id of, because the answer of the store was lost. To be called
    /// every now and then. May block.
    void end_unknown_runs();

    /// Stores what was reported last, and ends the runs that are left as failed with k_left_open: nobody else can go on with
    /// them. May block, and needs that no other call is under way or follows. A store that is away is left to find out by
    /// itself.
    void stop();

    /// May block.
    result<void> request_cancel(run_id id, const scope& viewer);
    /// The answer of get_progress from memory alone: nullopt if this process does not know the run.
    std::optional<result<run_snapshot>> known_progress(run_id id, const scope& viewer) const;
    /// May block, but not for a run that this process executes.
    result<run_snapshot> get_progress(run_id id, const scope& viewer);
    /// Pending and running runs, newest first. May block. At most k_longest_active_list.
    std::vector<run_snapshot> get_active_runs(const scope& viewer, std::size_t limit);
    /// The active run of a media_sync_jobs row, else its latest, else a placeholder without id. May block. not_found if there
    /// is no such row that `viewer` may see.
    result<run_snapshot> of_media_sync_job(std::uint64_t media_sync_job_id, const scope& viewer);

  private:
    result<std::shared_ptr<run_tracker>> find(run_id id) const;
    void let_go(run_id id);
    void lost(const std::vector<run_id>& ids);
    void learn_of(std::span<const run_id> ids);
    void end_all_but(std::span<const run_id> known, std::chrono::seconds unknown_for);
    run_snapshot newest(run_snapshot stored) const;
    template <class Report>
    result<void> report(run_id id, Report&& report);
    bool settle_end(run_id id, run_status status, std::string_view error_message);

    run_store& store_;
    progress_hub& hub_;
    const clock& clock_;
    const cancel_callback on_cancel_;
    const metrics& metrics_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<run_id, std::shared_ptr<run_tracker>> runs_;
    std::set<run_id> ends_in_doubt_; // complete_run was called, and its answer lost
    progress_flusher flusher_;       // last: its thread uses all of the above
};

} // namespace media_sync
