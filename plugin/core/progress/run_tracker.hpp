#pragma once

// The progress of one run of the job service, in memory: what its job reports many times a second and the flusher stores a
// few times a second.

#include "plugin/core/progress/rate_estimator.hpp"
#include "plugin/core/progress/run_store.hpp"

#include <atomic>
#include <mutex>

namespace media_sync {

/// What a report is to whoever watches the run.
enum class news {
    none,   ///< what was known already
    steady, ///< worth storing with the next flush
    urgent, ///< something begins: a new total, new progress data
};

/// The reporting calls are cheap, never block for longer than the copy of a message, and may come from several threads.
class run_tracker {
  public:
    using time_point = rate_estimator::time_point;

    /// Tracks a run that has been created at `now`.
    run_tracker(const run_snapshot& created, time_point now);

    run_id id() const { return id_; }

    /// A percent lower than the present one keeps the message and not the percent; 100 is kept as 99. An empty message leaves
    /// the present one. invalid_argument outside 0 to 100; conflict, here and below, once the run has ended.
    result<news> update_progress(int percent, std::string_view message);

    /// invalid_argument below 0. A total below what has been processed is raised to it.
    result<news> set_total_items(std::int64_t total);

    /// invalid_argument below 0.
    result<news> increment_processed_items(std::int64_t count);

    /// `json` is the text of a JSON object; the caller has checked it.
    result<news> set_progress_data(std::string json);

    /// The state to store, with the pace as of `now`. Percent never falls and processed never passes total, whatever was
    /// reported in whatever order.
    progress_change change(time_point now);
    /// What change(now) has given is in the store. What is not stored only makes the next sample of the pace longer, and what
    /// it said has advanced is said again. Returns how many items that is more than was stored before.
    std::int64_t stored(const progress_change& change, time_point now);

    /// True for the first caller after the last take_dirty(): that one sees to it that the run gets flushed.
    bool mark_dirty() { return !dirty_.exchange(true); }
    void take_dirty() { dirty_ = false; }

    /// From now on every report is refused with conflict, and every one that was not is part of the next change(); reopen()
    /// takes it back. conflict if it is closed already: then somebody else is ending the run, or has.
    result<void> close();
    void reopen() { open_ = true; }

  private:
    problem has_ended() const;
    template <class Take>
    result<news> report(Take&& take);
    rate_estimator pace_with(std::int64_t processed, time_point now) const;

    const run_id id_;
    const int attempt_;
    std::atomic<bool> open_{true};
    std::atomic<int> reporting_{0}; // calls that may have found it open
    std::atomic<bool> dirty_{false};
    std::atomic<std::int64_t> processed_{0};
    std::atomic<std::int64_t> total_{-1};   // -1: not known
    std::atomic<int> reported_percent_{-1}; // -1: never reported, so the items tell

    std::mutex mutex_; // guards what follows
    std::string message_;
    std::string data_;
    bool data_is_stored_ = true;
    int shown_percent_ = 0;
    int stored_percent_ = 0;
    std::int64_t stored_processed_ = 0;
    rate_estimator pace_; // as of what is stored
};

} // namespace media_sync
