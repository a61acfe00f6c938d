#pragma once

// A run_store over a fake_database, as one process sees it.

#include "plugin/core/progress/run_store.hpp"
#include "support/fake_database.hpp"
#include "support/gate.hpp"
#include "support/recording.hpp"

#include <atomic>

namespace media_sync::test {

class fake_run_store final : public run_store {
  public:
    explicit fake_run_store(fake_database& database, std::string executor = "this process")
        : database_(database), executor_(std::move(executor)) {}

    run_snapshot create(const new_run& run) override;
    std::optional<run_snapshot> find(run_id id, const scope& viewer) override;
    std::vector<run_snapshot> find_many(std::span<const run_id> ids) override;
    std::vector<run_snapshot> active(const scope& viewer, std::size_t limit) override;
    std::optional<run_snapshot> of_media_sync_job(std::uint64_t media_sync_job_id, const scope& viewer) override;
    progress_outcome write_progress(std::span<const progress_change> changes) override;
    run_snapshot complete(const progress_change& last, const run_outcome& outcome) override;
    result<run_snapshot> request_cancel(run_id id, const scope& viewer) override;
    std::vector<run_snapshot> end_all_but(std::span<const run_id> kept, std::chrono::seconds at_least_old,
                                          std::string_view error) override;
    pruned_part prune(std::chrono::days ended_for, run_id above, std::size_t most) override;

    std::atomic<run_id> refuses{0};   ///< a run whose changes, and end, are met with what is no outage
    std::atomic<bool> breaks{false};  ///< find throws what nobody expects
    gate reads;                       ///< whatever is called to read runs passes it first
    recording<std::string> questions; ///< what was called to read runs: "find 1", "find_many 1 2", "active"
    gate writes;                      ///< write_progress passes it first
    recording<std::vector<progress_change>> tries;      ///< the changes of every write_progress, before it may fail
    recording<std::vector<progress_change>> statements; ///< those that reached the database

  private:
    void apply(fake_run& row, const progress_change& change);

    fake_database& database_;
    const std::string executor_;
};

} // namespace media_sync::test
