#include "plugin/postgres/sync_store.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/postgres/clients.hpp"
#include "plugin/postgres/commit_doubts.hpp"
#include "plugin/postgres/item_failures.hpp"
#include "plugin/postgres/item_writer.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/mapping_sweep.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/run_lock.hpp"
#include "plugin/postgres/snapshot_row.hpp"
#include "plugin/postgres/stored_syncs.hpp"
#include "plugin/postgres/transaction.hpp"
#include "plugin/postgres/user_states.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <map>
#include <mutex>
#include <stdexcept>

namespace media_sync::postgres {

namespace {

// Every write of a run's row ends with it.
constexpr sql_text k_fence = R"sql(
    WHERE r.id = :id::bigint AND r.executor = :executor::uuid AND r.attempt = :attempt::bigint AND r.status = 'running'
      AND r.revision >= :revision::bigint
    RETURNING pg_current_xact_id()::text AS xact_id, )sql";

run_lost lost(const run_claim& claim) {
    return run_lost(
        fmt::format("run {} has ended, another executor has taken it over, or the database has lost what was "
                    "committed of it",
                    claim.id));
}

// What the fence has let through.
written_run held(std::optional<written_run> written, const run_claim& claim) {
    if (!written) throw lost(claim);
    return *std::move(written);
}

class postgres_sync_store final : public sync_store {
  public:
    postgres_sync_store(connection_pool& pool, snapshot_view view) : pool_(pool), view_(std::move(view)) {}

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

  private:
    // One transaction that ends with a write of the run's row, which `write` returns. If its commit goes unanswered, the
    // same call made again learns what became of it.
    template <class Write>
    run_snapshot commit_run(run_id id, bool ends_run, Write&& write);

    query fenced(soci::session& session, const sql_text& sql, const run_claim& claim) const;
    written_run written(query statement, const run_claim& claim) const;
    written_run end(soci::session& session, const run_claim& claim, const run_outcome& outcome) const;
    written_run write_row(soci::session& session, const run_claim& claim, const progress_row& row);
    run_snapshot ongoing(soci::session& session, const run_claim& claim);

    connection_pool& pool_;
    const snapshot_view view_;
    commit_doubts doubts_;

    std::mutex mutex_;
    std::map<run_id, run_snapshot> ongoing_; // as of the first batch of the attempt
};

result<client_record> postgres_sync_store::find_client(client_id id, const scope& viewer) {
    auto client = with_session(pool_, [&](soci::session& session) { return select_client(session, id, viewer); });
    if (!client) return problem{errc::not_found, fmt::format("there is no client {}", id)};
    return *std::move(client);
}

std::vector<client_record> postgres_sync_store::clients_of(user_id owner) {
    return with_session(pool_, [&](soci::session& session) { return select_clients_of(session, owner); });
}

stored_sync postgres_sync_store::store(const sync_request& request) {
    return store_sync(pool_, view_.executor, request);
}

std::vector<due_sync> postgres_sync_store::due(std::size_t limit) {
    return with_session(pool_, [&](soci::session& session) { return due_syncs(session, limit); });
}

// A run of this very executor may be claimed again: its process calls claim only for a run that does not execute.
constexpr sql_text k_claim = R"sql(
    WITH executing AS (
        INSERT INTO job_executors (executor, heartbeat_at) VALUES (:executor::uuid, clock_timestamp())
        ON CONFLICT DO NOTHING
    )
    UPDATE job_runs r
    SET status = 'running', executor = :executor::uuid, attempt = r.attempt + 1, barren_attempts = r.barren_attempts + 1,
        items_per_second = NULL, eta_seconds = NULL,
        start_time = coalesce(r.start_time, now()), advanced_at = now(), updated_at = now(), revision = r.revision + 1
    WHERE r.id = :id::bigint AND r.executor IS NOT NULL AND r.metadata ->> 'syncType' IS NOT NULL
      AND (r.status = 'pending'
           OR r.status = 'running' AND (r.executor = :executor::uuid OR NOT EXISTS (SELECT FROM job_executors e WHERE e.executor = r.executor
                              AND e.heartbeat_at > clock_timestamp() - interval '3 seconds')))
    RETURNING r.metadata ->> 'syncType' AS sync_type,
              (r.metadata -> 'clientIDs')::text AS client_ids,
              r.resume_cursor::text AS resume_cursor, r.barren_attempts::bigint AS barren_attempts,
              (r.cancel_requested_at IS NOT NULL)::int::bigint AS cancel_requested, )sql";

// Why a run that was just claimed is to end at once.
std::optional<run_outcome> end_instead(const soci::row& claimed) {
    if (number_of(claimed, "cancel_requested") == 1) return run_outcome{run_status::cancelled, {}, {}, {}};
    if (number_of(claimed, "barren_attempts") > k_most_barren_attempts)
        return run_outcome{run_status::failed, std::string(k_barren), {}, {}};
    if (const auto type = text_of(claimed, "sync_type"); !parse_sync_type(type))
        return run_outcome{run_status::failed,
                           fmt::format("a sync of \"{}\" is not known to this version of the plugin", type),
                           {},
                           {}};
    return std::nullopt;
}

std::optional<claimed_sync> postgres_sync_store::claim(run_id id) {
    return in_transaction(pool_, [&](soci::session& session) {
        lock_run(session, id);

        std::optional<claimed_sync> claimed;
        std::optional<run_outcome> instead;
        std::vector<client_id> clients;
        view_.over(session, k_claim + k_snapshot_columns).bind("id", id).each([&](const soci::row& row) {
            const auto snapshot = read_snapshot(row);
            claimed = claimed_sync{
                {id, snapshot.attempt, snapshot.revision}, snapshot, {}, {}, text_of(row, "resume_cursor")};
            instead = end_instead(row);
            if (instead) return;

            claimed->type = parse_sync_type(text_of(row, "sync_type")).value();
            boost::system::error_code unreadable; // then there are no clients, and the run says so
            const auto ids = boost::json::parse(text_of(row, "client_ids"), unreadable);
            if (const auto* listed = ids.if_array())
                for (const auto& client : *listed)
                    clients.push_back(client.to_number<client_id>());
        });
        if (instead)
            claimed->snapshot = end(session, claimed->claim, *instead).snapshot;
        else if (claimed)
            claimed->clients = select_clients(session, clients);
        return claimed;
    });
}

constexpr sql_text k_hand_over_run = R"sql(
    UPDATE job_runs r
    SET barren_attempts = greatest(r.barren_attempts - 1, 0)
    WHERE r.id = :id::bigint AND r.executor = :executor::uuid AND r.attempt = :attempt::bigint AND r.status = 'running')sql";

void postgres_sync_store::hand_over(const run_claim& claim) {
    with_session(pool_, [&](soci::session& session) {
        return query(session, k_hand_over_run)
            .bind("id", claim.id)
            .bind("attempt", claim.attempt)
            .bind("executor", view_.executor)
            .run();
    });
}

template <class Write>
run_snapshot postgres_sync_store::commit_run(run_id id, bool ends_run, Write&& write) {
    // The same call again after its answer was lost. The end of a run that cancelled an unanswered batch is another call.
    if (auto committed = doubts_.settle(pool_, id); committed && is_terminal(committed->status) == ends_run)
        return *std::move(committed);

    std::optional<written_run> last;
    try {
        return in_transaction(pool_, [&](soci::session& session) {
            last.reset();
            last = write(session);
            return last->snapshot;
        });
    } catch (const store_unavailable&) {
        // All was written and only the commit can have failed.
        if (last) doubts_.note(id, *std::move(last));
        throw;
    }
}

run_snapshot postgres_sync_store::commit_batch(const run_claim& claim, const item_batch& batch,
                                               const std::function<progress_row(const batch_outcome&)>& row_after) {
    return commit_run(claim.id, false, [&](soci::session& session) {
        const auto type = batch.what.items();
        auto outcome = type ? write_items(session, claim.id, batch) : write_states(session, claim.id, batch);
        // After the items of the same batch: an id that was written has not failed.
        const auto unmet = record_failures(session, claim.id, batch.client,
                                           type ? to_string(*type) : to_string(batch.what), batch.failures);
        outcome.counts.failed += static_cast<std::int64_t>(unmet.size());
        outcome.failures.insert(outcome.failures.end(), unmet.begin(), unmet.end());
        return write_row(session, claim, row_after(outcome));
    });
}

// It comes with every batch, so it says no more than what has changed: to plan the rest would take as long as all of this.
constexpr sql_text k_write_row = R"sql(
    UPDATE job_runs r
    SET progress = greatest(r.progress, :progress::bigint), total_items = nullif(:total::bigint, -1),
        processed_items = :processed::bigint, status_message = :message,
        progress_data = coalesce(nullif(:data, '')::jsonb, r.progress_data), resume_cursor = nullif(:cursor, '')::jsonb,
        items_per_second = nullif(:rate, '')::double precision, eta_seconds = nullif(:eta, '')::double precision,
        barren_attempts = CASE WHEN :further::bigint = 1 THEN 0 ELSE r.barren_attempts END,
        advanced_at = now(), updated_at = now(), revision = r.revision + 1)sql";

written_run postgres_sync_store::write_row(soci::session& session, const run_claim& claim, const progress_row& row) {
    auto run = ongoing(session, claim);
    std::optional<written_run> row_written;
    query(session, k_write_row + k_fence + k_moving_columns)
        .bind("id", claim.id)
        .bind("executor", view_.executor)
        .bind("attempt", claim.attempt)
        .bind("revision", claim.revision)
        .bind("progress", row.progress)
        .bind("total", row.total_items.value_or(-1))
        .bind("processed", row.processed_items)
        .bind("message", clean_text(row.status_message))
        .bind("data", row.progress_data)
        .bind("cursor", row.resume_cursor)
        .bind("rate", row.items_per_second)
        .bind("eta", row.eta_seconds)
        .bind("further", row.got_further ? 1 : 0)
        .each([&](const soci::row& moved) {
            read_moving(moved, run);
            row_written = {std::move(run), text_of(moved, "xact_id")};
        });
    return held(std::move(row_written), claim);
}

constexpr sql_text k_ongoing = R"sql(
    FROM job_runs r
    WHERE r.id = :id::bigint AND r.executor = :executor::uuid AND r.attempt = :attempt::bigint AND r.status = 'running')sql";

run_snapshot postgres_sync_store::ongoing(soci::session& session, const run_claim& claim) {
    {
        std::lock_guard lock(mutex_);
        const auto known = ongoing_.find(claim.id);
        if (known != ongoing_.end() && known->second.attempt == claim.attempt) return known->second;
    }
    std::optional<run_snapshot> found;
    view_.over(session, sql_text("SELECT ") + k_snapshot_columns + k_ongoing)
        .bind("id", claim.id)
        .bind("attempt", claim.attempt)
        .each([&](const soci::row& row) { found = read_snapshot(row); });
    if (!found) throw lost(claim);
    found->liveness = liveness::ok; // once a batch has moved it

    std::lock_guard lock(mutex_);
    return ongoing_.insert_or_assign(claim.id, *std::move(found)).first->second;
}

constexpr auto k_has_items = R"sql(
    SELECT EXISTS (SELECT FROM media_item_sources WHERE client_id = :client::bigint AND item_type = :type)::int AS has)sql";

bool postgres_sync_store::has_items(client_id client, item_type type) {
    return with_session(pool_, [&](soci::session& session) {
        auto has = false;
        query(session, k_has_items)
            .bind("client", client)
            .bind("type", to_string(type))
            .each([&](const soci::row& row) { has = row.get<int>("has") != 0; });
        return has;
    });
}

constexpr sql_text k_touch = R"sql(
    UPDATE job_runs r
    SET advanced_at = now(), updated_at = now(), revision = r.revision + 1)sql";

swept_part postgres_sync_store::sweep(const run_claim& claim, client_id client, listing what) {
    if (what == listing::history()) throw std::logic_error("what was played once stays played");
    return in_transaction(pool_, [&](soci::session& session) {
        const auto type = what.items();
        const auto removed =
            type ? sweep_mappings(session, claim.id, client, *type) : forget_favorites(session, claim.id, client);
        if (removed == 0) return swept_part{};
        return swept_part{removed, written(fenced(session, k_touch, claim), claim).snapshot};
    });
}

constexpr sql_text k_finish = R"sql(
    UPDATE job_runs r
    SET status = :status, progress = CASE WHEN :status = 'completed' THEN 100 ELSE r.progress END,
        total_items = CASE WHEN :status = 'completed' THEN r.processed_items ELSE r.total_items END,
        status_message = coalesce(nullif(:message, ''), r.status_message),
        progress_data = coalesce(nullif(:data, '')::jsonb, r.progress_data),
        eta_seconds = NULL, error_message = :error, end_time = now(), updated_at = now(), revision = r.revision + 1)sql";

written_run postgres_sync_store::end(soci::session& session, const run_claim& claim, const run_outcome& outcome) const {
    release_locks(session, claim.id);
    forget_untold_failures(session, claim.id);
    auto statement = fenced(session, k_finish, claim);
    statement.bind("status", to_string(outcome.status))
        .bind("message", clean_text(outcome.status_message))
        .bind("data", outcome.progress_data)
        .bind("error", clean_text(outcome.error_message));
    return written(std::move(statement), claim);
}

run_snapshot postgres_sync_store::finish(const run_claim& claim, const run_outcome& outcome) {
    if (!is_terminal(outcome.status))
        throw std::logic_error("a run does not end as " + std::string(to_string(outcome.status)));

    auto ended = commit_run(claim.id, true, [&](soci::session& session) {
        if (outcome.status == run_status::completed) note_sync_time(session, claim.id);
        return end(session, claim, outcome);
    });
    std::lock_guard lock(mutex_);
    ongoing_.erase(claim.id);
    return ended;
}

query postgres_sync_store::fenced(soci::session& session, const sql_text& sql, const run_claim& claim) const {
    auto statement = view_.over(session, sql + k_fence + k_snapshot_columns);
    statement.bind("id", claim.id).bind("attempt", claim.attempt).bind("revision", claim.revision);
    return statement;
}

written_run postgres_sync_store::written(query statement, const run_claim& claim) const {
    std::optional<written_run> row_written;
    statement.each([&](const soci::row& row) { row_written = {read_snapshot(row), text_of(row, "xact_id")}; });
    return held(std::move(row_written), claim);
}

} // namespace

std::unique_ptr<sync_store> create_sync_store(connection_pool& pool, std::string executor,
                                              std::chrono::seconds stalled_after) {
    return std::make_unique<postgres_sync_store>(pool, snapshot_view{std::move(executor), stalled_after});
}

} // namespace media_sync::postgres
