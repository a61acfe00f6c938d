#pragma once

// The latest snapshot of every run that this process executes or follows, for readers that must not wait for the database;
// and who wants to hear when one changes.

#include "plugin/core/clock.hpp"
#include "plugin/core/progress/published_run.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <utility>
#include <vector>

namespace media_sync {

/// Safe to call from any thread; no call blocks for longer than a look at all runs takes.
class progress_hub {
  public:
    struct options {
        std::size_t ended_runs = 256;           ///< how many of those that have ended are kept
        std::chrono::seconds stalled_after{60}; ///< nothing advanced for so long is "stalled"
    };

    /// A run whose state is another one now.
    struct change {
        run_id id = 0;
        std::int64_t revision = 0;   ///< 0: not known here
        bool committed_here = false; ///< by this process, so that others may want to hear of it
    };

    /// Called on the thread that made the change, possibly on several at a time. Must not block or throw, nor subscribe,
    /// unsubscribe or change the hub; what it reads of the hub is at least as new as the change.
    using listener = std::function<void(std::span<const change>)>;
    class subscription;

    /// `time` outlives this object.
    explicit progress_hub(const clock& time) : progress_hub(time, options()) {}
    progress_hub(const clock& time, options settings) : time_(time), settings_(settings) {}
    progress_hub(const progress_hub&) = delete;
    progress_hub& operator=(const progress_hub&) = delete;

    /// Makes snapshots that this process has stored the latest ones of their runs, unless a newer revision is known already.
    /// To be called after the commit that produced them: a reader must never see progress that a rollback undoes.
    void publish(std::vector<run_snapshot> snapshots);
    void publish(run_snapshot snapshot);

    /// Likewise with what was read from the store. It replaces first-hand knowledge only by a newer revision, and then, if
    /// the attempt is another one, the run is not this process's any more.
    void observe(std::vector<run_snapshot> snapshots);

    /// Tells the listeners of a change that this process has stored but does not know the result of.
    void mention(run_id id);

    /// Lets go of a run that another process executes from now on: what is known here would grow stale.
    void forget(run_id id);
    /// Lets go of the runs that were only observed and that nobody wants any more. `unwanted` is called with the hub locked.
    void forget_observed(const std::function<bool(const run_snapshot&)>& unwanted);

    /// The latest snapshot, or null if this process does not know the run.
    std::shared_ptr<const published_run> latest(run_id id) const;
    /// The same, but null also for a run that is only observed: then the store may know better.
    std::shared_ptr<const published_run> first_hand(run_id id) const;
    /// What is known of the pending and running runs that `viewer` may see, newest (highest id) first. As in the store, a run
    /// of the host's own is no more among them when it is a day old.
    std::vector<std::shared_ptr<const published_run>> active(const scope& viewer, std::size_t limit) const;
    /// The active, else the latest of the known runs of a media_sync_jobs row; null if none is known.
    std::shared_ptr<const published_run> of_media_sync_job(std::uint64_t media_sync_job_id) const;

    /// Finds out which of the running runs of this process have stalled since the last call, or move again; and which of the
    /// host's own have become too old for a list.
    void update_liveness();

    /// Calls `heard` for every change from now on, as long as the subscription lives. The hub outlives it.
    [[nodiscard]] subscription subscribe(listener heard);

  private:
    struct entry {
        std::shared_ptr<const published_run> latest;
        bool first_hand = false;
        std::int64_t published = 0;                     // the latest revision that was
        bool listed = false;                            // among the active runs
        std::chrono::steady_clock::time_point advanced; // when anything last moved; of a first-hand run
    };

    bool take(run_snapshot&& snapshot, bool first_hand);
    void note_end(run_id id);
    void tell(std::span<const change> changes) const;

    const clock& time_;
    const options settings_;

    mutable std::mutex mutex_;
    std::map<run_id, entry, std::greater<>> runs_;
    std::deque<run_id> ended_;

    mutable std::shared_mutex
        listeners_mutex_; // shared while a listener is called, so that none is called after its end
    std::map<std::uint64_t, listener> listeners_;
    std::uint64_t last_listener_ = 0;
};

/// Ends the calls of a listener; none is under way when the destructor has returned.
class progress_hub::subscription {
  public:
    subscription() = default;
    subscription(progress_hub& hub, std::uint64_t id) : hub_(&hub), id_(id) {}
    subscription(subscription&& other) noexcept : hub_(std::exchange(other.hub_, nullptr)), id_(other.id_) {}
    subscription& operator=(subscription&& other) noexcept {
        std::swap(hub_, other.hub_);
        std::swap(id_, other.id_);
        return *this;
    }
    ~subscription();

  private:
    progress_hub* hub_ = nullptr;
    std::uint64_t id_ = 0;
};

} // namespace media_sync
