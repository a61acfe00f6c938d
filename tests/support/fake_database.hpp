#pragma once

// The tables that runs and syncs live in, in memory: what the fake stores of one or several processes share, and what a test
// makes go wrong.

#include "plugin/core/sync/sync_store.hpp"
#include "support/manual_clock.hpp"

#include <map>
#include <mutex>
#include <set>
#include <tuple>

namespace media_sync::test {

/// A row of job_runs.
struct fake_run {
    run_snapshot shown;
    std::string executor; ///< "" for the host's own
    bool executor_dead = false;
    bool cancel_requested = false;
    bool locked = false;    ///< by a transaction of somebody else
    int times_advanced = 0; ///< how often a write moved advanced_at

    sync_type type = sync_type::full;
    std::vector<client_id> clients; ///< of a media sync
    int barren_attempts = 0;
    std::string resume_cursor;
};

/// A row of media_sync_jobs.
struct fake_sync_job {
    user_id owner = 0;
    client_id client = 0;
    sync_type type = sync_type::music;
    bool is_due = false;
};

/// A row of media_item_sources.
struct fake_mapping {
    std::string title;
    std::array<unsigned char, 16> content_hash{};
    run_id last_seen_run = 0;
};

using mapping_key = std::tuple<client_id, item_type, std::string>;

/// What a listing of history or favorites has said of an item.
struct fake_user_state {
    user_item_state said;
    run_id last_seen_run = 0;
};

using user_state_key = std::tuple<client_id, listing, item_type, std::string>;

/// The members are guarded by `mutex`; the functions take it unless they say that it is taken.
class fake_database {
  public:
    /// Until come_back(), or for the next `calls` calls, every call of a store throws store_unavailable.
    void go_away() { go_away_for(-1); }
    void go_away_for(int calls);
    void come_back() { go_away_for(0); }
    /// The next end of a run is written, and then the store is said to be away.
    void lose_the_answer_to_an_end();

    /// Another transaction holds the run's row, or lets it go.
    void lock_row(run_id id, bool locked = true);
    /// Another process takes the run over.
    void take_over(run_id id, std::string executor);
    /// Somebody ends the run who takes its process for dead.
    void end_as_orphan(run_id id);
    /// The run's process is gone, so that the run may be claimed.
    void kill_executor_of(run_id id);

    fake_run run(run_id id) const;
    /// Inserts a row as it is, under the next id.
    run_id insert(fake_run row);

    manual_clock time;
    mutable std::mutex mutex;
    std::map<run_id, fake_run> runs;
    std::map<std::uint64_t, fake_sync_job> sync_jobs;
    std::map<client_id, client_record> clients;
    std::map<std::pair<client_id, sync_type>, run_id> locks;
    std::map<mapping_key, fake_mapping> mappings;
    std::size_t media_items = 0;                   ///< rows, one for every mapping that was ever made
    std::set<std::pair<run_id, mapping_key>> seen; ///< by which run an item has been counted
    std::map<user_state_key, fake_user_state> user_states;

    /// What a store calls first, with `mutex` taken: throws store_unavailable if the database is away.
    void require_available();
    /// With `mutex` taken: the row, fenced by executor, attempt and status running; nullptr if the fence refuses.
    fake_run* fenced(run_id id, int attempt, const std::string& executor);
    /// With `mutex` taken: notes a change of the row, and gives it as its reader sees it.
    run_snapshot changed(fake_run& row);
    /// With `mutex` taken: ends the run and releases its locks.
    run_snapshot end(fake_run& row, const run_outcome& outcome);

  private:
    int calls_away_ = 0; // -1: until told otherwise
    bool loses_answer_ = false;
};

} // namespace media_sync::test
