#include "plugin/postgres/commit_doubts.hpp"

#include "plugin/core/result.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/transaction.hpp"

namespace media_sync::postgres {

namespace {

// After a failover the server may never have heard of the transaction: then its id has yet to come. A standby cannot say.
constexpr auto k_outcome = R"sql(
    SELECT CASE WHEN pg_is_in_recovery() THEN 'in progress'
                WHEN :transaction::xid8 < pg_current_xact_id() THEN pg_xact_status(:transaction::xid8)
                ELSE 'aborted' END::text AS outcome)sql";

std::string outcome_of(connection_pool& pool, const std::string& transaction) {
    return with_session(pool, [&](soci::session& session) {
        std::string outcome;
        query(session, k_outcome).bind("transaction", transaction).each([&](const soci::row& row) {
            outcome = text_of(row, "outcome");
        });
        return outcome;
    });
}

} // namespace

void commit_doubts::note(run_id run, written_run last) {
    std::lock_guard lock(mutex_);
    noted_.insert_or_assign(run, std::move(last));
}

std::optional<run_snapshot> commit_doubts::settle(connection_pool& pool, run_id run) {
    std::optional<written_run> last;
    {
        std::lock_guard lock(mutex_);
        if (const auto found = noted_.find(run); found != noted_.end()) last = found->second;
    }
    if (!last) return std::nullopt;

    const auto outcome = outcome_of(pool, last->transaction);
    if (outcome == "in progress") throw store_unavailable("the database has not decided on the last commit yet");

    std::lock_guard lock(mutex_);
    noted_.erase(run);
    if (outcome != "committed") return std::nullopt;
    return std::move(last->snapshot);
}

} // namespace media_sync::postgres
