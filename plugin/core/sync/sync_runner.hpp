#pragma once

// The media sync job: media server page -> normalised items -> rows, cursor and counts in one transaction -> hub.

#include "plugin/core/clock.hpp"
#include "plugin/core/metrics.hpp"
#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/core/sync/media_source.hpp"
#include "plugin/core/sync/store_patience.hpp"
#include "plugin/core/sync/sync_params.hpp"
#include "plugin/core/sync/sync_progress.hpp"
#include "plugin/core/sync/sync_store.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace media_sync {

/// How a call of sync_runner::run ended.
enum class run_end {
    completed,
    failed,
    cancelled,
    left_running, ///< the host stops; the run is to be continued
    not_ours,     ///< another process executes the run, or it has ended
};

/// Safe to call from any thread; one call of run per run at a time.
class sync_runner {
  public:
    struct options {
        std::size_t largest_batch = 2000;               ///< items in one transaction
        std::chrono::milliseconds commit_interval{250}; ///< what a transaction should take at the most
        back_off::options store_pauses{};               ///< between tries while the store is away
        bool allow_emptied_library = false; ///< take it for true when a server lists nothing where it had items
        std::size_t read_ahead = 4 << 20;   ///< bytes of items' data that may wait to be written
    };

    /// A run that waits to be started.
    struct due_run {
        run_id id = 0;
        std::string_view job_name; ///< k_media_sync_job or k_full_sync_job
    };

    /// Called on the thread of the call that the line is about.
    using log_callback = store_patience::log_callback;
    /// Called with every state that has been committed, on the run's thread.
    using observer = std::function<void(const run_snapshot&)>;

    /// All references outlive this object.
    sync_runner(sync_store& store, const source_factory& sources, progress_hub& hub, const clock& time,
                options settings, log_callback log, const metrics& counted = no_metrics());

    /// Checks what is asked for and stores a pending run for it. `asks` is who may see what; `owner` is whose clients a full
    /// sync without a client is about. Errors: not_found for a client that `asks` does not cover; invalid_argument;
    /// unsupported for what the client's kind of server cannot do. Throws store_unavailable.
    result<stored_sync> prepare(const sync_params& params, const scope& asks, std::optional<user_id> owner);

    /// Stores a run for each of the syncs that users have scheduled and whose time has come. What cannot be synced is said in
    /// the log, once for each reason. Throws store_unavailable.
    std::vector<due_run> prepare_due();

    /// Takes the run and works until it has ended or `cancel` says stop. Never throws for what can go wrong with a server or
    /// the store: that becomes the run's end, or is waited for.
    run_end run(run_id id, const cancel_token& cancel, const observer& observe);

    /// The runs that are this process's, as far as it knows.
    std::vector<run_id> executing() const;

    /// The process stops: a run that somebody has cancelled waits for the store no longer. All others hear it from their
    /// token. Never blocks.
    void request_stop() noexcept { stopping_.raise(); }

    /// Whether a call of prepare or run is under way.
    bool busy() const { return calls_ > 0; }

  private:
    class execution;
    class executing_run;

    result<std::vector<client_record>> clients_for(const sync_params& params, const scope& asks,
                                                   std::optional<user_id> owner);

    sync_store& store_;
    const source_factory& sources_;
    progress_hub& hub_;
    const clock& clock_;
    const options settings_;
    const log_callback log_;
    const metrics& metrics_;
    std::mutex refused_mutex_;
    std::map<std::uint64_t, std::string> refused_; // why, by media_sync_jobs.id
    mutable std::mutex executing_mutex_;
    std::set<run_id> executing_;
    stop_flag stopping_;
    std::atomic<int> calls_{0};
};

constexpr std::string_view k_media_sync_job = "system.media.sync";
constexpr std::string_view k_full_sync_job = "system.media.sync.full";

} // namespace media_sync
