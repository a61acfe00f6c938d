#pragma once

// How far a media sync is: its steps, its counts and its place in the servers' listings. Turns what a batch came to into the
// run's row, and a stored resume cursor back into itself. Pure: no clock, no store.

#include "plugin/core/sync/sync_store.hpp"

#include <map>

namespace media_sync {

enum class sync_phase { starting, fetching, processing, finishing, completed };

/// One listing of one client.
struct sync_step {
    client_id client = 0;
    listing what = item_type::track;
    std::int64_t processed = 0;
    std::optional<item_count> total;       ///< nullopt: not known before the listing has ended
    std::optional<std::int64_t> announced; ///< what the server itself said before the listing
    bool done = false;
    bool failed = false; ///< given up, see fail_client

    /// True if one attempt has listed it from its first page to its last without a failure.
    bool listed_whole = true;
};

class sync_progress {
  public:
    /// A run that begins.
    explicit sync_progress(int attempt) : attempt_(attempt) {}

    /// A run that goes on from what `row` stored; std::invalid_argument if that is not ours.
    static sync_progress resume(int attempt, std::string_view resume_cursor);

    /// Shows the phases before the first item.
    void enter(sync_phase phase);

    /// All steps with their totals, known once every source has been asked. Enters `processing`.
    void plan(std::vector<sync_step> steps);

    bool planned() const { return planned_; }
    const std::vector<sync_step>& steps() const { return steps_; }
    /// The step to work on, or nullptr when all are done.
    const sync_step* current() const;
    /// Where the current step goes on, "" for its first page.
    const std::string& cursor() const { return cursor_; }

    /// Notes what a batch of the current step came to, whether there are elements that the source itself could not deliver, and
    /// where the listing stands after it.
    void add(const batch_outcome& outcome, bool undelivered, std::string cursor);
    /// The current step has no more pages: its total is what was processed.
    void finish_step();
    /// Gives up what is left of a client, for a reason that names it.
    void fail_client(client_id client, std::string reason);
    /// Why clients were given up, by client.
    const std::map<client_id, std::string>& failed_clients() const { return failed_clients_; }

    const item_counts& counts() const { return counts_; }
    const std::vector<item_failure>& failures() const { return failures_; }
    /// The sum over the steps; nullopt while one of them is not known.
    std::optional<std::int64_t> total() const;
    bool total_is_estimate() const;
    /// Whether a next attempt would have less to do than after `before`, which this follows.
    bool is_further_than(const sync_progress& before) const;

    progress_row row() const;
    std::string progress_data() const;

  private:
    std::string resume_cursor() const;
    int percent_of_what_is_known() const;
    void advance_percent();

    int attempt_;
    sync_phase phase_ = sync_phase::starting;
    int percent_ = 0;
    bool planned_ = false;
    std::vector<sync_step> steps_;
    std::string cursor_;
    item_counts counts_;
    std::vector<item_failure> failures_; // the first k_listed_failures
    std::map<client_id, std::string> failed_clients_;
};

constexpr std::size_t k_listed_failures = 20; ///< in progressData; the store keeps more

} // namespace media_sync
