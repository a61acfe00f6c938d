#pragma once

// A sync_store over a fake_database, as one process sees it.

#include "support/fake_database.hpp"
#include "support/recording.hpp"

namespace media_sync::test {

/// What a test may look at of a batch that was committed.
struct committed_batch {
    client_id client = 0;
    listing what = item_type::track;
    std::vector<std::string> source_ids; ///< as delivered, seen before or not
    item_counts counts;
    run_snapshot row;
};

class fake_sync_store final : public sync_store {
  public:
    explicit fake_sync_store(fake_database& database, std::string executor = "this process")
        : database_(database), executor_(std::move(executor)) {}

    result<client_record> find_client(client_id id, const scope& viewer) override;
    std::vector<client_record> clients_of(user_id owner) override;
    stored_sync store(const sync_request& request) override;
    std::vector<due_sync> due(std::size_t limit) override;
    std::optional<claimed_sync> claim(run_id id) override;
    void hand_over(const run_claim& claim) override;
    run_snapshot commit_batch(const run_claim& claim, const item_batch& batch,
                              const std::function<progress_row(const batch_outcome&)>& row_after) override;
    bool has_items(client_id client, item_type type) override;
    swept_part sweep(const run_claim& claim, client_id client, listing what) override;
    run_snapshot finish(const run_claim& claim, const run_outcome& outcome) override;

    recording<committed_batch> batches;
    std::function<void()> before_commit;                      ///< may be empty
    std::function<void(const committed_batch&)> after_commit; ///< may be empty
    std::function<void()> before_finish;                      ///< may be empty
    int transactions_tried_twice = 0;                         ///< so many commits to come call row_after twice
    std::int64_t swept_at_once = 5000;
    std::function<void()> after_sweep; ///< may be empty
    std::vector<mapping_key> swept;

  private:
    fake_run& require(const run_claim& claim);

    fake_database& database_;
    const std::string executor_;
};

} // namespace media_sync::test
