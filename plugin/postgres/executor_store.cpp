#include "plugin/postgres/executor_store.hpp"

#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/transaction.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace media_sync::postgres {

namespace {

class postgres_executor_store final : public executor_store {
  public:
    postgres_executor_store(connection_pool& pool, std::string executor)
        : pool_(pool), executor_(std::move(executor)) {}

    heartbeat beat() override;
    std::vector<abandoned_run> abandoned(std::size_t limit, bool silent) override;
    std::vector<abandoned_run> end_orphans(std::size_t limit, bool silent) override;
    void forget_dead() override;
    std::vector<run_id> taken(std::span<const run_id> runs) override;
    void retire() override;

  private:
    connection_pool& pool_;
    const std::string executor_;
};

constexpr auto k_heartbeat = R"sql(
    WITH before AS (
        SELECT e.heartbeat_at FROM job_executors e WHERE e.executor = :executor::uuid
    ), beat AS (
        INSERT INTO job_executors (executor, heartbeat_at) VALUES (:executor::uuid, clock_timestamp())
        ON CONFLICT (executor) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
        RETURNING executor
    )
    SELECT r.id::bigint AS id,
           (SELECT count(*) FROM job_executors e
            WHERE e.executor <> :executor::uuid
              AND e.heartbeat_at > clock_timestamp() - interval '3 seconds')::bigint AS others,
           own.pending::bigint AS pending, own.running::bigint AS running,
           ((SELECT b.heartbeat_at > clock_timestamp() - interval '3 seconds' FROM before b) IS NOT TRUE)::int::bigint
               AS after_silence,
           ((SELECT b.heartbeat_at > clock_timestamp() - interval '2 seconds' FROM before b) IS NOT TRUE)::int::bigint AS late
    FROM beat
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'running') AS running
        FROM job_runs WHERE executor = beat.executor AND status IN ('pending', 'running')
    ) own
    LEFT JOIN job_runs r ON r.executor = beat.executor AND r.status = 'running' AND r.cancel_requested_at IS NOT NULL)sql";

heartbeat postgres_executor_store::beat() {
    return with_session(pool_, [&](soci::session& session) {
        heartbeat heard;
        query(session, k_heartbeat).bind("executor", executor_).each([&](const soci::row& row) {
            heard.others = static_cast<std::size_t>(number_of(row, "others"));
            heard.pending = static_cast<std::size_t>(number_of(row, "pending"));
            heard.running = static_cast<std::size_t>(number_of(row, "running"));
            heard.after_silence = number_of(row, "after_silence") == 1;
            heard.late = number_of(row, "late") == 1;
            if (const auto cancelled = id_or_null(row, "id")) heard.cancelled.push_back(*cancelled);
        });
        return heard;
    });
}

constexpr auto k_abandoned = R"sql(
    SELECT r.id::bigint AS id, r.job_name::text AS job_name
    FROM job_runs r LEFT JOIN job_executors e USING (executor)
    WHERE r.status IN ('pending', 'running') AND r.metadata ->> 'syncType' IS NOT NULL
      AND CASE WHEN r.executor = :executor::uuid THEN r.updated_at <= now() - interval '10 seconds'
               ELSE e.executor IS NULL
                    OR :silent::bigint = 1 AND e.heartbeat_at <= clock_timestamp() - interval '3 seconds' END
    ORDER BY r.id LIMIT :limit::bigint)sql";

std::vector<abandoned_run> read_runs(query& statement) {
    std::vector<abandoned_run> runs;
    statement.each([&](const soci::row& row) {
        runs.push_back({static_cast<run_id>(number_of(row, "id")), text_of(row, "job_name")});
    });
    return runs;
}

std::vector<abandoned_run> postgres_executor_store::abandoned(std::size_t limit, bool silent) {
    return with_session(pool_, [&](soci::session& session) {
        return read_runs(query(session, k_abandoned)
                             .bind("executor", executor_)
                             .bind("silent", silent ? 1 : 0)
                             .bind("limit", limit));
    });
}

constexpr auto k_end_orphans = R"sql(
    WITH orphan AS MATERIALIZED (
        SELECT r.id FROM job_runs r LEFT JOIN job_executors e USING (executor)
        WHERE r.status = 'running' AND r.executor <> :executor::uuid AND r.metadata ->> 'syncType' IS NULL
          AND (e.executor IS NULL
               OR :silent::bigint = 1 AND e.heartbeat_at <= clock_timestamp() - interval '30 seconds')
        ORDER BY r.id LIMIT :limit::bigint FOR UPDATE OF r SKIP LOCKED
    )
    UPDATE job_runs r
    SET status = 'failed', error_message = :error, eta_seconds = NULL, end_time = now(), updated_at = now(),
        revision = r.revision + 1
    FROM orphan WHERE r.id = orphan.id
    RETURNING r.id::bigint AS id, r.job_name::text AS job_name)sql";

std::vector<abandoned_run> postgres_executor_store::end_orphans(std::size_t limit, bool silent) {
    return with_session(pool_, [&](soci::session& session) {
        return read_runs(query(session, k_end_orphans)
                             .bind("executor", executor_)
                             .bind("error", k_orphaned)
                             .bind("silent", silent ? 1 : 0)
                             .bind("limit", limit));
    });
}

constexpr auto k_forget_dead = "DELETE FROM job_executors WHERE heartbeat_at <= clock_timestamp() - interval '1 day'";

void postgres_executor_store::forget_dead() {
    with_session(pool_, [&](soci::session& session) { return query(session, k_forget_dead).run(); });
}

constexpr auto k_taken = R"sql(
    SELECT w.id::bigint AS id FROM unnest(string_to_array(:runs, ',')::bigint[]) AS w(id)
    WHERE NOT EXISTS (SELECT FROM job_runs r
                      WHERE r.id = w.id AND r.executor = :executor::uuid AND r.status = 'running'))sql";

std::vector<run_id> postgres_executor_store::taken(std::span<const run_id> runs) {
    return with_session(pool_, [&](soci::session& session) {
        std::vector<run_id> gone;
        query(session, k_taken)
            .bind("runs", fmt::format("{}", fmt::join(runs, ",")))
            .bind("executor", executor_)
            .each([&](const soci::row& row) { gone.push_back(static_cast<run_id>(number_of(row, "id"))); });
        return gone;
    });
}

constexpr auto k_retire = "DELETE FROM job_executors WHERE executor = :executor::uuid";

void postgres_executor_store::retire() {
    with_session(pool_,
                 [&](soci::session& session) { return query(session, k_retire).bind("executor", executor_).run(); });
}

} // namespace

std::unique_ptr<executor_store> create_executor_store(connection_pool& pool, std::string executor) {
    return std::make_unique<postgres_executor_store>(pool, std::move(executor));
}

} // namespace media_sync::postgres
