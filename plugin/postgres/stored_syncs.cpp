#include "plugin/postgres/stored_syncs.hpp"

#include "plugin/core/result.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/transaction.hpp"

#include <fmt/ranges.h>

#include <array>

namespace media_sync::postgres {

namespace {

constexpr int k_most_inserts = 5;

constexpr std::array k_every_type{sync_type::movies,    sync_type::series,    sync_type::music, sync_type::history,
                                  sync_type::favorites, sync_type::playlists, sync_type::full,  sync_type::collections};

// The pairs that a request locks, as rows for jsonb_to_recordset.
std::string locks_json(const sync_request& request) {
    json_rows rows;
    for (const auto client : request.clients)
        for (const auto type : k_every_type) {
            if (request.type != sync_type::full && type != request.type) continue;
            rows.row();
            rows.number("client_id", static_cast<std::int64_t>(client));
            rows.text("sync_type", to_string(type));
        }
    return rows.array();
}

// A lock is committed together with its run, and is never updated: what is seen here without a run under way has ended.
constexpr auto k_drop_stale = R"sql(
    DELETE FROM job_run_locks l
    USING jsonb_to_recordset(:locks::jsonb) AS w(client_id bigint, sync_type text)
    WHERE l.client_id = w.client_id AND l.sync_type = w.sync_type
      AND NOT EXISTS (SELECT FROM job_runs r WHERE r.id = l.run_id AND r.status IN ('pending', 'running')))sql";

constexpr auto k_holder = R"sql(
    SELECT min(l.run_id)::bigint AS run_id
    FROM job_run_locks l JOIN jsonb_to_recordset(:locks::jsonb) AS w(client_id bigint, sync_type text)
        USING (client_id, sync_type))sql";

std::optional<run_id> holder_of(soci::session& session, const std::string& locks) {
    std::optional<run_id> holder;
    query(session, k_holder).bind("locks", locks).each([&](const soci::row& row) {
        holder = id_or_null(row, "run_id");
    });
    return holder;
}

constexpr auto k_insert_run = R"sql(
    INSERT INTO job_runs (created_at, updated_at, job_name, job_type, status, user_id, error_message, metadata, progress,
                          total_items, processed_items, status_message, revision, advanced_at, executor, media_sync_job_id)
    VALUES (now(), now(), :job_name, 'sync', 'pending', :owner::bigint, '',
            jsonb_build_object('syncType', :type::text, 'clientIDs', to_jsonb(:clients::bigint[])), 0, NULL, NULL, '', 1, now(),
            :executor::uuid,
            (SELECT min(j.id) FROM media_sync_jobs j
             WHERE ARRAY[j.client_id] = :clients::bigint[] AND j.user_id = :owner::bigint AND j.sync_type = :type::text))
    RETURNING id::bigint AS id)sql";

run_id insert_run(soci::session& session, const std::string& executor, const sync_request& request) {
    run_id id = 0;
    query(session, k_insert_run)
        .bind("job_name", request.job_name)
        .bind("type", to_string(request.type))
        .bind("clients", fmt::format("{{{}}}", fmt::join(request.clients, ",")))
        .bind("owner", request.owner)
        .bind("executor", executor)
        .each([&](const soci::row& row) { id = static_cast<run_id>(number_of(row, "id")); });
    return id;
}

// Waits for a concurrent request that wants the same pair, and takes nothing from it. In key order, so that two full syncs
// do not wait for each other.
constexpr auto k_take_locks = R"sql(
    INSERT INTO job_run_locks (client_id, sync_type, run_id)
    SELECT w.client_id, w.sync_type, :run::bigint
    FROM jsonb_to_recordset(:locks::jsonb) AS w(client_id bigint, sync_type text)
    ORDER BY w.client_id, w.sync_type
    ON CONFLICT DO NOTHING)sql";

// Thrown to roll a run back that did not get all its locks.
struct locks_taken {};

stored_sync try_store(connection_pool& pool, const std::string& executor, const sync_request& request,
                      const std::string& locks, std::int64_t wanted) {
    return in_transaction(pool, [&](soci::session& session) -> stored_sync {
        query(session, k_drop_stale).bind("locks", locks).run();
        if (const auto holder = holder_of(session, locks)) return {*holder, true};

        const auto run = insert_run(session, executor, request);
        if (query(session, k_take_locks).bind("locks", locks).bind("run", run).run() != wanted) throw locks_taken();
        return {run, false};
    });
}

constexpr auto k_introduce = R"sql(
    INSERT INTO job_executors (executor, heartbeat_at) VALUES (:executor::uuid, clock_timestamp()) ON CONFLICT DO NOTHING)sql";

// Until the executor's first heartbeat its run would look like one that it has left behind. In a transaction of its own: the
// heartbeat must not wait for what the other one waits for.
void introduce(connection_pool& pool, const std::string& executor) {
    with_session(pool,
                 [&](soci::session& session) { return query(session, k_introduce).bind("executor", executor).run(); });
}

} // namespace

stored_sync store_sync(connection_pool& pool, const std::string& executor, const sync_request& request) {
    introduce(pool, executor);
    const auto locks = locks_json(request);
    const auto types = request.type == sync_type::full ? k_every_type.size() : 1;
    const auto wanted = static_cast<std::int64_t>(request.clients.size() * types);

    for (int attempt = 0; attempt < k_most_inserts; ++attempt) {
        try {
            return try_store(pool, executor, request, locks, wanted);
        } catch (const locks_taken&) {
            // By a request that has been committed meanwhile: the next attempt finds its run.
        }
    }
    throw store_unavailable("other syncs of the same client come and go; try again");
}

constexpr auto k_release = "DELETE FROM job_run_locks WHERE run_id = :run::bigint";

void release_locks(soci::session& session, run_id run) {
    query(session, k_release).bind("run", run).run();
}

// A sync that fails is not tried again with every tick. Several rows may want the same: a run, and its success, are all of
// theirs.
constexpr auto k_due = R"sql(
    SELECT j.id::bigint AS id, j.client_id::bigint AS client_id, j.sync_type::text AS sync_type, j.user_id::bigint AS user_id
    FROM media_sync_jobs j JOIN clients c ON c.id = j.client_id
    WHERE j.enabled AND coalesce(c.is_enabled, true)
      AND coalesce(j.last_sync_time, '-infinity') <= now() - CASE j.frequency WHEN 'daily' THEN interval '1 day'
                                                                             WHEN 'weekly' THEN interval '7 days'
                                                                             WHEN 'monthly' THEN interval '1 month' END
      AND NOT EXISTS (SELECT FROM media_sync_jobs same JOIN job_runs r ON r.media_sync_job_id = same.id
                      WHERE same.client_id = j.client_id AND same.user_id = j.user_id AND same.sync_type = j.sync_type
                      AND (r.status IN ('pending', 'running') OR r.created_at > now() - interval '1 hour'))
    ORDER BY j.last_sync_time NULLS FIRST, j.id LIMIT :limit::bigint)sql";

std::vector<due_sync> due_syncs(soci::session& session, std::size_t limit) {
    std::vector<due_sync> due;
    query(session, k_due).bind("limit", limit).each([&](const soci::row& row) {
        const auto type = parse_sync_type(text_of(row, "sync_type"));
        if (!type) return;
        due.push_back({static_cast<std::uint64_t>(number_of(row, "id")),
                       static_cast<client_id>(number_of(row, "client_id")), *type,
                       static_cast<user_id>(number_of(row, "user_id"))});
    });
    return due;
}

constexpr auto k_note_sync_time = R"sql(
    UPDATE media_sync_jobs j SET last_sync_time = now(), updated_at = now()
    FROM job_runs r JOIN media_sync_jobs same ON same.id = r.media_sync_job_id
    WHERE r.id = :run::bigint
      AND j.client_id = same.client_id AND j.user_id = same.user_id AND j.sync_type = same.sync_type)sql";

void note_sync_time(soci::session& session, run_id run) {
    query(session, k_note_sync_time).bind("run", run).run();
}

} // namespace media_sync::postgres
