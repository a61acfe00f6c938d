#include "plugin/postgres/snapshot_row.hpp"

#include "plugin/postgres/row_values.hpp"

namespace media_sync::postgres {

namespace {

constexpr sql_text k_fixed = R"sql(
    r.id::bigint AS id, r.job_name::text AS job_name, r.job_type::text AS job_type, r.status::text AS status,
    (extract(epoch FROM r.start_time) * 1000000)::bigint AS start_time,
    (extract(epoch FROM r.end_time) * 1000000)::bigint AS end_time,
    (extract(epoch FROM r.created_at) * 1000000)::bigint AS created_at,
    r.user_id::bigint AS user_id, r.error_message::text AS error_message,
    r.media_sync_job_id::bigint AS media_sync_job_id, r.attempt::bigint AS attempt,
    (CASE WHEN r.executor IS NULL OR r.status NOT IN ('pending', 'running') THEN NULL
          WHEN r.executor <> :executor::uuid
               AND NOT EXISTS (SELECT FROM job_executors e WHERE e.executor = r.executor
                               AND e.heartbeat_at > clock_timestamp() - interval '3 seconds') THEN 'lost'
          WHEN r.status = 'running'
               AND r.advanced_at < clock_timestamp() - make_interval(secs => :stalled_after::double precision) THEN 'stalled'
          ELSE 'ok' END)::text AS liveness, )sql";

constexpr sql_text k_moving = R"sql(
    r.progress::bigint AS progress,
    (CASE WHEN r.executor IS NULL THEN nullif(r.total_items, 0) ELSE r.total_items END)::bigint AS total_items,
    (CASE WHEN r.executor IS NULL THEN nullif(r.processed_items, 0) ELSE r.processed_items END)::bigint AS processed_items,
    r.status_message::text AS status_message, r.progress_data::text AS progress_data,
    (extract(epoch FROM r.updated_at) * 1000000)::bigint AS updated_at,
    (extract(epoch FROM r.advanced_at) * 1000000)::bigint AS advanced_at,
    r.items_per_second::double precision AS items_per_second, r.eta_seconds::double precision AS eta_seconds,
    r.revision::bigint AS revision
)sql";

std::optional<liveness> parse_liveness(const std::string& word) {
    for (const auto state : {liveness::ok, liveness::stalled, liveness::lost})
        if (word == to_string(state)) return state;
    return std::nullopt;
}

} // namespace

constinit const sql_text k_snapshot_columns = k_fixed + k_moving;
constinit const sql_text k_moving_columns = k_moving;

query snapshot_view::over(soci::session& session, const sql_text& sql) const {
    query statement(session, sql);
    statement.bind("executor", executor).bind("stalled_after", stalled_after.count());
    return statement;
}

run_snapshot read_snapshot(const soci::row& row) {
    run_snapshot run;
    run.id = id_or_null(row, "id");
    run.job_name = text_of(row, "job_name");
    run.job_type = text_of(row, "job_type");
    run.status = parse_run_status(text_of(row, "status")).value_or(run_status::running);

    run.start_time = time_or_null(row, "start_time");
    run.end_time = time_or_null(row, "end_time");
    run.owner = id_or_null(row, "user_id");
    run.error_message = text_of(row, "error_message");
    run.media_sync_job_id = id_or_null(row, "media_sync_job_id");
    run.created_at = time_or_null(row, "created_at");

    run.liveness = parse_liveness(text_of(row, "liveness"));
    run.attempt = static_cast<int>(number_of(row, "attempt"));
    read_moving(row, run);
    return run;
}

void read_moving(const soci::row& row, run_snapshot& run) {
    run.progress = static_cast<int>(number_of(row, "progress"));
    run.total_items = number_or_null(row, "total_items");
    run.processed_items = number_or_null(row, "processed_items");
    run.status_message = text_of(row, "status_message");
    run.progress_data = text_of(row, "progress_data");
    run.updated_at = time_or_null(row, "updated_at");
    run.advanced_at = time_or_null(row, "advanced_at");
    run.items_per_second = value_or_null<double>(row, "items_per_second");
    run.eta_seconds = value_or_null<double>(row, "eta_seconds");
    run.revision = number_of(row, "revision");
}

} // namespace media_sync::postgres
