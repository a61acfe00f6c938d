#pragma once

// Where a media sync keeps its run and puts its items. PostgreSQL implements it; so does a fake, and both pass one contract
// suite.
//
// Every function may block and throws store_unavailable while the store cannot be reached; then nothing was changed, and the
// same call may be made again. A deadlock or serialisation failure is retried inside. Safe to call from any thread.

#include "plugin/core/media/mapped_item.hpp"
#include "plugin/core/progress/run_store.hpp"
#include "plugin/core/sync/client.hpp"
#include "plugin/core/sync/media_source.hpp"
#include "plugin/core/sync/sync_type.hpp"

#include <functional>
#include <span>

namespace media_sync {

/// Who executes a run, and for the how-manieth time: every write of the run names both. And the last revision that it has
/// written: where the row has an older one, a server has taken over that never got what its predecessor had committed, and the
/// run has to go on from what that one knows.
struct run_claim {
    run_id id = 0;
    int attempt = 0;
    std::int64_t revision = 0;
};

/// A sync that somebody asks for.
struct sync_request {
    std::string job_name; ///< "system.media.sync" or "system.media.sync.full"
    sync_type type = sync_type::full;
    std::vector<client_id> clients; ///< at least one; all of the same owner
    user_id owner = 0;
};

/// A row of media_sync_jobs whose time has come.
struct due_sync {
    std::uint64_t media_sync_job_id = 0;
    client_id client = 0;
    sync_type type = sync_type::full;
    user_id owner = 0;
};

struct stored_sync {
    run_id id = 0;
    bool existing = false; ///< the same work was under way already, as this run
};

/// So many attempts in a row that got no further are all that a run is given: whatever ends its process each time would go
/// on doing so, and take one host after the other along.
constexpr int k_most_barren_attempts = 3;
/// How a run ends that has used them up.
constexpr std::string_view k_barren =
    "3 attempts in a row ended without getting any further: each time the host that executed the sync died or lost the "
    "database; see the hosts' logs for the reason, then start a new sync";

/// A run that this process has just taken, with all that it needs to begin or to go on.
struct claimed_sync {
    run_claim claim;
    run_snapshot snapshot; ///< not running any more: it has been ended instead, see claim
    sync_type type = sync_type::full;
    std::vector<client_record> clients;
    std::string resume_cursor; ///< JSON text that commit_batch stored last, "" if the run begins
};

/// How a batch's items ended up. Their sum is what the run has processed.
struct item_counts {
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t failed = 0;

    std::int64_t processed() const { return created + updated + unchanged + failed; }
    item_counts& operator+=(const item_counts& other);
};

/// What became of a batch.
struct batch_outcome {
    item_counts counts;
    std::vector<item_failure> failures{}; ///< new to the run: of the batch, and found by the store
};

/// What a batch leaves in the run's row.
struct progress_row {
    int progress = 0;
    std::optional<std::int64_t> total_items;
    std::int64_t processed_items = 0;
    std::string status_message;
    std::string progress_data; ///< JSON text
    std::string resume_cursor; ///< JSON text
    std::optional<double> items_per_second;
    std::optional<double> eta_seconds;
    bool got_further = false; ///< a next attempt would have less to do than before this batch
};

/// What one listing of one client brought, written and counted together. All spans are borrowed for the call.
struct item_batch {
    client_id client = 0;
    std::string_view client_type;
    listing what = item_type::track;
    user_id owner = 0;                  ///< of playlists, collections and states; other items are shared
    std::span<const mapped_item> items; ///< of a listing of items
    std::span<const item_failure> failures;
    std::span<const user_item_state> states{}; ///< of history and favorites

    /// Of a listing of items.
    item_type type() const { return what.items().value(); }
};

/// What a part of a sweep has let go of, and the run as it was committed with that; nothing commits nothing.
struct swept_part {
    std::int64_t removed = 0;
    std::optional<run_snapshot> row{};
};

class sync_store {
  public:
    virtual ~sync_store() = default;

    /// A client that `viewer` may see. not_found otherwise.
    virtual result<client_record> find_client(client_id id, const scope& viewer) = 0;

    /// The enabled media clients of a user, by id.
    virtual std::vector<client_record> clients_of(user_id owner) = 0;

    /// Takes the locks of (client, sync type) and inserts a pending run, or returns the run that holds one of them. A
    /// media_sync_jobs row that matches (client, type) gives the run its media_sync_job_id.
    virtual stored_sync store(const sync_request& request) = 0;

    /// The enabled rows of media_sync_jobs that are due, those that wait longest first, at most `limit`: the last success is a
    /// day, 7 days or a month ago, as their frequency says, and no run of theirs has begun within the last hour.
    virtual std::vector<due_sync> due(std::size_t limit) = 0;

    /// Makes this process the executor of a run that is pending, whose executor is dead, or which is this process's own but
    /// does not execute, with attempt + 1 and a pace that nobody knows yet; nullopt if it is none of these, for example
    /// because another was faster. Ends it instead, and releases its locks: as cancelled if somebody has asked for that, as
    /// failed with k_barren after k_most_barren_attempts.
    virtual std::optional<claimed_sync> claim(run_id id) = 0;

    /// Says that this attempt ends because its process stops in order: however little it did, it does not count as barren.
    /// Does nothing if the fence refuses.
    virtual void hand_over(const run_claim& claim) = 0;

    /// Writes a batch and the run's progress in one transaction, the run's row last. Items that this run has seen before
    /// (an overlap after a resume, a duplicate of the server) are neither written nor counted. `row_after` is called inside
    /// the transaction with what the batch's items and failures came to, and may be called again if the transaction is
    /// retried; it must not block. An empty batch is a change of phase. Throws run_lost if the fence refuses.
    virtual run_snapshot commit_batch(const run_claim& claim, const item_batch& batch,
                                      const std::function<progress_row(const batch_outcome&)>& row_after) = 0;

    /// Whether a client's items of a type are in the library.
    virtual bool has_items(client_id client, item_type type) = 0;

    /// Lets go of what a client's listing has shown to earlier runs and not to this one, in the same manner as commit_batch: the
    /// mappings of items of a type, or the user's favourites. Not for history. To be called only after a complete and
    /// error-free listing in one attempt, again and again: a call takes a part, the last one nothing.
    virtual swept_part sweep(const run_claim& claim, client_id client, listing what) = 0;

    /// Ends the run and releases its locks, fenced like commit_batch. completed sets progress to 100, total to processed,
    /// and the media_sync_jobs row's last_sync_time. The last rate that was known stays, the remaining time goes. Throws
    /// run_lost if the fence refuses.
    virtual run_snapshot finish(const run_claim& claim, const run_outcome& outcome) = 0;
};

} // namespace media_sync
