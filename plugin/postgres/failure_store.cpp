#include "plugin/postgres/failure_store.hpp"

#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/transaction.hpp"

namespace media_sync::postgres {

namespace {

class postgres_failure_store final : public failure_store {
  public:
    explicit postgres_failure_store(connection_pool& pool) : pool_(pool) {}

    std::vector<run_failure> of_run(run_id id, std::size_t skipped) override;

  private:
    connection_pool& pool_;
};

constexpr auto k_of_run = R"sql(
    SELECT client_item_id::text AS item_id, title, error FROM job_run_failures
    WHERE run_id = :run::bigint ORDER BY id OFFSET :skipped::bigint
    LIMIT greatest(0, :limit::bigint - :skipped::bigint))sql";

std::vector<run_failure> postgres_failure_store::of_run(run_id id, std::size_t skipped) {
    return with_session(pool_, [&](soci::session& session) {
        std::vector<run_failure> failures;
        query(session, k_of_run)
            .bind("run", id)
            .bind("skipped", skipped)
            .bind("limit", k_stored_failures)
            .each([&](const soci::row& row) {
                failures.push_back({text_of(row, "item_id"), text_of(row, "title"), text_of(row, "error")});
            });
        return failures;
    });
}

} // namespace

std::unique_ptr<failure_store> create_failure_store(connection_pool& pool) {
    return std::make_unique<postgres_failure_store>(pool);
}

} // namespace media_sync::postgres
