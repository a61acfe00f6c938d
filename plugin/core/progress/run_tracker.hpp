#pragma once

// The progress of one run of the job service, in memory: what its job reports many times a second and the flusher stores a
// few times a second.

#include "plugin/core/progress/run_store.hpp"

#include <atomic>
#include <mutex>

namespace media_sync {

/// The reporting calls are cheap, never block for longer than the copy of a message, and may come from several threads.
class run_tracker {
  public:
    /// Tracks a run that has just been created.
    explicit run_tracker(const run_snapshot& created);

    run_id id() const { return id_; }

    /// A percent lower than the present one keeps the message and not the percent; 100 is kept as 99. An empty message leaves
    /// the present one. invalid_argument outside 0 to 100; conflict, here and below, once the run has ended.
    result<void> update_progress(int percent, std::string_view message);

    /// invalid_argument below 0. A total below what has been processed is raised to it.
    result<void> set_total_items(std::int64_t total);

    /// invalid_argument below 0.
    result<void> increment_processed_items(std::int64_t count);

    /// `json` is the text of a JSON object; the caller has checked it.
    result<void> set_progress_data(std::string json);

    /// The state to store. Percent never falls and processed never passes total, whatever was reported in whatever order.
    progress_change change();
    /// The last change() is in the store. Until then, what it said has advanced is said again by the next one.
    void stored();

    /// True for the first caller after the last take_dirty(): that one sees to it that the run gets flushed.
    bool mark_dirty() { return !dirty_.exchange(true); }
    void take_dirty() { dirty_ = false; }

    /// From now on every report is refused with conflict; reopen() takes it back.
    void close() { open_ = false; }
    void reopen() { open_ = true; }

  private:
    result<void> check_open() const;

    const run_id id_;
    const int attempt_;
    std::atomic<bool> open_{true};
    std::atomic<bool> dirty_{false};
    std::atomic<std::int64_t> processed_{0};
    std::atomic<std::int64_t> total_{-1};   // -1: not known
    std::atomic<int> reported_percent_{-1}; // -1: never reported, so the items tell

    std::mutex mutex_; // guards what follows
    std::string message_;
    std::string data_;
    int shown_percent_ = 0;
    std::int64_t shown_processed_ = 0;
    bool advanced_ = false; // since the last change that was stored
};

} // namespace media_sync
