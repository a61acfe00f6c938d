#include "plugin/postgres/run_store.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/run_lock.hpp"
#include "plugin/postgres/snapshot_row.hpp"
#include "plugin/postgres/transaction.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace media_sync::postgres {

namespace {

// What :viewer holds for somebody who may see every run; no user has that id.
constexpr std::int64_t k_everybody = -1;

std::int64_t viewer_of(const scope& viewer) {
    if (!viewer.only) return k_everybody;
    // No user of the database has an id above, and as a negative number it would be somebody else's.
    constexpr user_id highest = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(*viewer.only, highest));
}

std::string changes_json(std::span<const progress_change> changes) {
    json_rows rows;
    for (const auto& change : changes) {
        rows.row();
        rows.number("id", static_cast<std::int64_t>(change.id));
        rows.number("attempt", change.attempt);
        rows.number("progress", change.progress);
        rows.number("total", change.total_items);
        rows.number("processed", change.processed_items);
        rows.text("message", clean_text(change.status_message));
        rows.raw("data", change.progress_data);
        rows.flag("advanced", change.advanced);
        rows.decimal("rate", change.items_per_second);
        rows.decimal("eta", change.eta_seconds);
    }
    return rows.array();
}

class postgres_run_store final : public run_store {
  public:
    postgres_run_store(connection_pool& pool, snapshot_view view) : pool_(pool), view_(std::move(view)) {}

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

  private:
    // Runs a statement that returns snapshots, with the values that `bind` gives it.
    template <class Bind>
    std::vector<run_snapshot> snapshots(const sql_text& sql, Bind&& bind) {
        return with_session(pool_, [&](soci::session& session) {
            auto statement = view_.over(session, sql);
            bind(statement);
            std::vector<run_snapshot> found;
            statement.each([&](const soci::row& row) { found.push_back(read_snapshot(row)); });
            return found;
        });
    }

    template <class Bind>
    std::optional<run_snapshot> snapshot(const sql_text& sql, Bind&& bind) {
        auto found = snapshots(sql, bind);
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    }

    connection_pool& pool_;
    const snapshot_view view_;
};

// The executor's row first, for readers in other processes: without it the run would look lost until the next heartbeat.
constexpr sql_text k_create = R"sql(
    WITH executing AS (
        INSERT INTO job_executors (executor, heartbeat_at) VALUES (:executor::uuid, clock_timestamp())
        ON CONFLICT DO NOTHING
    )
    INSERT INTO job_runs AS r (created_at, updated_at, job_name, job_type, status, start_time, user_id, error_message,
                               progress, total_items, processed_items, status_message, revision, advanced_at, executor, attempt)
    VALUES (now(), now(), :job_name, :job_type, 'running', now(), nullif(:owner::bigint, 0), '',
            0, NULL, 0, '', 1, now(), :executor::uuid, 1)
    RETURNING )sql";

run_snapshot postgres_run_store::create(const new_run& run) {
    return snapshot(k_create + k_snapshot_columns,
                    [&](query& statement) {
                        statement.bind("job_name", clean_text(run.job_name))
                            .bind("job_type", clean_text(run.job_type))
                            .bind("owner", run.owner.value_or(0));
                    })
        .value();
}

constexpr sql_text k_find = R"sql(
    FROM job_runs r
    WHERE r.id = :id::bigint AND (:viewer::bigint = -1 OR r.user_id = :viewer::bigint))sql";

std::optional<run_snapshot> postgres_run_store::find(run_id id, const scope& viewer) {
    return snapshot("SELECT " + k_snapshot_columns + k_find,
                    [&](query& statement) { statement.bind("id", id).bind("viewer", viewer_of(viewer)); });
}

constexpr sql_text k_find_many = R"sql(
    FROM job_runs r
    WHERE r.id = ANY (string_to_array(:ids, ',')::bigint[])
    ORDER BY r.id DESC)sql";

std::vector<run_snapshot> postgres_run_store::find_many(std::span<const run_id> ids) {
    if (ids.empty()) return {};
    return snapshots("SELECT " + k_snapshot_columns + k_find_many,
                     [&](query& statement) { statement.bind("ids", fmt::format("{}", fmt::join(ids, ","))); });
}

constexpr sql_text k_active = R"sql(
    FROM job_runs r
    WHERE r.status IN ('pending', 'running')
      AND (r.executor IS NOT NULL OR r.created_at > now() - interval '24 hours')
      AND (:viewer::bigint = -1 OR r.user_id = :viewer::bigint)
    ORDER BY r.id DESC LIMIT :limit::bigint)sql";

std::vector<run_snapshot> postgres_run_store::active(const scope& viewer, std::size_t limit) {
    return snapshots("SELECT " + k_snapshot_columns + k_active,
                     [&](query& statement) { statement.bind("viewer", viewer_of(viewer)).bind("limit", limit); });
}

constexpr sql_text k_of_media_sync_job = R"sql(
    , job.user_id::bigint AS job_owner
    FROM media_sync_jobs job
    LEFT JOIN job_runs r ON r.id = coalesce(
        (SELECT max(a.id) FROM job_runs a WHERE a.media_sync_job_id = job.id AND a.status IN ('pending', 'running')),
        (SELECT l.id FROM job_runs l WHERE l.media_sync_job_id = job.id ORDER BY l.id DESC LIMIT 1))
    WHERE job.id = :id::bigint AND (:viewer::bigint = -1 OR job.user_id = :viewer::bigint))sql";

std::optional<run_snapshot> postgres_run_store::of_media_sync_job(std::uint64_t media_sync_job_id,
                                                                  const scope& viewer) {
    return with_session(pool_, [&](soci::session& session) {
        auto statement = view_.over(session, "SELECT " + k_snapshot_columns + k_of_media_sync_job);
        statement.bind("id", media_sync_job_id).bind("viewer", viewer_of(viewer));

        std::optional<run_snapshot> found;
        statement.each([&](const soci::row& row) {
            found = read_snapshot(row);
            if (found->id) return;

            found = run_snapshot{};
            found->job_name = "system.media.sync";
            found->job_type = "sync";
            found->owner = id_or_null(row, "job_owner");
            found->media_sync_job_id = media_sync_job_id;
        });
        return found;
    });
}

// jsonb_to_recordset makes one statement of any number of runs.
// The planner takes every list of changes for a hundred, and knows nothing yet of runs that have just been created. So the
// statement leaves it no plan that compares all changes with all runs: a LATERAL row is looked up by its key, and a full join,
// which is a left join here, is never a nested loop.
constexpr sql_text k_write_progress = R"sql(
    WITH change AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(:changes::jsonb) AS c(id bigint, attempt bigint, progress bigint, total bigint,
                                                               processed bigint, message text, data jsonb, advanced boolean,
                                                               rate double precision, eta double precision)
        ORDER BY id
    ), ours AS MATERIALIZED (
        SELECT c.* FROM change c CROSS JOIN LATERAL (
            SELECT FROM job_runs r
            WHERE r.id = c.id AND r.attempt = c.attempt AND r.status = 'running' AND r.executor = :executor::uuid
            FOR UPDATE SKIP LOCKED
        ) locked
    ), r AS (
        UPDATE job_runs r
        SET progress = greatest(r.progress, c.progress), total_items = c.total, processed_items = c.processed,
            status_message = c.message, progress_data = coalesce(c.data, r.progress_data),
            items_per_second = c.rate, eta_seconds = c.eta,
            advanced_at = CASE WHEN c.advanced THEN now() ELSE r.advanced_at END,
            updated_at = now(), revision = r.revision + 1
        FROM ours c
        WHERE r.id = c.id
        RETURNING r.*
    )
    SELECT c.id::bigint AS change_id, (r.id IS NULL AND EXISTS (
               SELECT FROM job_runs j
               WHERE j.id = c.id AND j.attempt = c.attempt AND j.status = 'running' AND j.executor = :executor::uuid
           ))::int::bigint AS skipped, )sql";

progress_outcome postgres_run_store::write_progress(std::span<const progress_change> changes) {
    if (changes.empty()) return {};
    const auto sql = k_write_progress + k_snapshot_columns + " FROM change c FULL JOIN r ON r.id = c.id";
    return with_session(pool_, [&, json = changes_json(changes)](soci::session& session) {
        progress_outcome outcome;
        auto statement = view_.over(session, sql);
        statement.bind("changes", json).each([&](const soci::row& row) {
            if (number_or_null(row, "id"))
                outcome.written.push_back(read_snapshot(row));
            else if (number_of(row, "skipped") == 1)
                outcome.skipped.push_back(static_cast<run_id>(number_of(row, "change_id")));
        });
        return outcome;
    });
}

constexpr sql_text k_complete = R"sql(
    WITH change AS (
        SELECT * FROM jsonb_to_recordset(:changes::jsonb) AS c(id bigint, attempt bigint, progress bigint, total bigint,
                                                               processed bigint, message text, data jsonb,
                                                               rate double precision)
    )
    UPDATE job_runs r
    SET status = :status,
        progress = CASE WHEN :status = 'completed' THEN 100 ELSE greatest(r.progress, c.progress) END,
        total_items = CASE WHEN :status = 'completed' AND c.total IS NOT NULL THEN c.processed ELSE c.total END,
        processed_items = c.processed,
        status_message = coalesce(nullif(:message, ''), c.message),
        progress_data = coalesce(nullif(:data, '')::jsonb, c.data, r.progress_data),
        items_per_second = coalesce(c.rate, r.items_per_second), eta_seconds = NULL,
        error_message = :error, end_time = now(), updated_at = now(), revision = r.revision + 1
    FROM change c
    WHERE r.id = c.id AND r.attempt = c.attempt AND r.executor = :executor::uuid AND r.status = 'running'
    RETURNING )sql";

run_snapshot postgres_run_store::complete(const progress_change& last, const run_outcome& outcome) {
    if (!is_terminal(outcome.status))
        throw std::logic_error("a run does not end as " + std::string(to_string(outcome.status)));

    auto ended = snapshot(k_complete + k_snapshot_columns, [&](query& statement) {
        statement.bind("changes", changes_json({&last, 1}))
            .bind("status", to_string(outcome.status))
            .bind("message", clean_text(outcome.status_message))
            .bind("data", outcome.progress_data)
            .bind("error", clean_text(outcome.error_message));
    });
    if (!ended) throw run_lost(fmt::format("run {} has ended, or another executor has taken it over", last.id));
    return *std::move(ended);
}

// A run without executor is the host's own and is left alone. A run that nobody executes has nobody who could end it later,
// so its locks go with it.
constexpr sql_text k_request_cancel = R"sql(
    WITH wanted AS (
        SELECT r.id, (r.status = 'pending'
                      OR r.executor <> :executor::uuid
                         AND NOT EXISTS (SELECT FROM job_executors e WHERE e.executor = r.executor
                                         AND e.heartbeat_at > clock_timestamp() - interval '3 seconds')) AS ends
        FROM job_runs r
        WHERE r.id = :id::bigint AND r.status IN ('pending', 'running') AND r.executor IS NOT NULL
          AND (:viewer::bigint = -1 OR r.user_id = :viewer::bigint)
    ), r AS (
        UPDATE job_runs r
        SET cancel_requested_at = coalesce(r.cancel_requested_at, now()),
            status = CASE WHEN wanted.ends THEN 'cancelled' ELSE r.status END,
            end_time = CASE WHEN wanted.ends THEN now() ELSE r.end_time END,
            eta_seconds = CASE WHEN wanted.ends THEN NULL ELSE r.eta_seconds END,
            updated_at = now(), revision = r.revision + 1
        FROM wanted WHERE r.id = wanted.id
        RETURNING r.*
    ), released AS (
        DELETE FROM job_run_locks l USING r WHERE l.run_id = r.id AND r.status = 'cancelled'
    )
    SELECT )sql";

result<run_snapshot> postgres_run_store::request_cancel(run_id id, const scope& viewer) {
    const auto cancelled = in_transaction(pool_, [&](soci::session& session) {
        lock_run(session, id);
        std::optional<run_snapshot> row_after;
        view_.over(session, k_request_cancel + k_snapshot_columns + " FROM r")
            .bind("id", id)
            .bind("viewer", viewer_of(viewer))
            .each([&](const soci::row& row) { row_after = read_snapshot(row); });
        return row_after;
    });
    if (cancelled) return *cancelled;

    const auto run = find(id, viewer);
    if (!run) return problem{errc::not_found, fmt::format("there is no run {}", id)};
    if (is_terminal(run->status))
        return problem{errc::conflict, fmt::format("run {} has ended already: it is {}", id, to_string(run->status))};
    return problem{errc::conflict, fmt::format("run {} is the host's own; cancel it there", id)};
}

constexpr sql_text k_end_all_but = R"sql(
    UPDATE job_runs r
    SET status = 'failed', error_message = :error, eta_seconds = NULL, end_time = now(), updated_at = now(),
        revision = r.revision + 1
    WHERE r.status = 'running' AND r.executor = :executor::uuid AND r.metadata ->> 'syncType' IS NULL
      AND r.created_at <= now() - make_interval(secs => :age::double precision)
      AND r.id <> ALL (string_to_array(:kept, ',')::bigint[])
    RETURNING )sql";

std::vector<run_snapshot> postgres_run_store::end_all_but(std::span<const run_id> kept,
                                                          std::chrono::seconds at_least_old, std::string_view error) {
    return snapshots(k_end_all_but + k_snapshot_columns, [&](query& statement) {
        statement.bind("kept", fmt::format("{}", fmt::join(kept, ",")))
            .bind("age", at_least_old.count())
            .bind("error", error);
    });
}

// By the primary key, so that no part costs more than another, whatever is in the table.
constexpr auto k_prune = R"sql(
    WITH part AS MATERIALIZED (
        SELECT r.id, (r.executor IS NOT NULL AND r.status IN ('completed', 'failed', 'cancelled')
                      AND r.end_time <= now() - make_interval(days => :days::integer)) IS TRUE AS is_old
        FROM job_runs r WHERE r.id > :above::bigint ORDER BY r.id LIMIT :most::bigint
    ), old AS MATERIALIZED (
        SELECT r.id FROM job_runs r JOIN part USING (id) WHERE part.is_old FOR UPDATE OF r SKIP LOCKED
    ), deleted AS (
        DELETE FROM job_runs r USING old WHERE r.id = old.id RETURNING r.id
    ), deleted_failures AS (
        DELETE FROM job_run_failures f USING old WHERE f.run_id = old.id
    )
    SELECT part.id::bigint AS id, (deleted.id IS NOT NULL)::int::bigint AS is_deleted
    FROM part LEFT JOIN deleted USING (id) ORDER BY part.id)sql";

pruned_part postgres_run_store::prune(std::chrono::days ended_for, run_id above, std::size_t most) {
    return with_session(pool_, [&](soci::session& session) {
        pruned_part looked;
        query(session, k_prune)
            .bind("days", ended_for.count())
            .bind("above", above)
            .bind("most", most)
            .each([&](const soci::row& row) {
                ++looked.runs;
                looked.last = static_cast<run_id>(number_of(row, "id"));
                if (number_of(row, "is_deleted") == 1) looked.deleted.push_back(looked.last);
            });
        return looked;
    });
}

} // namespace

std::unique_ptr<run_store> create_run_store(connection_pool& pool, std::string executor,
                                            std::chrono::seconds stalled_after) {
    return std::make_unique<postgres_run_store>(pool, snapshot_view{std::move(executor), stalled_after});
}

} // namespace media_sync::postgres
