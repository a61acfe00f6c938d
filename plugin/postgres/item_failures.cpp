#include "plugin/postgres/item_failures.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <set>

namespace media_sync::postgres {

namespace {

// Bytes.
constexpr std::size_t k_longest_title = 500;
constexpr std::size_t k_longest_error = 2000;

// One row per failed id; a failure without an id cannot be told from another.
json_rows distinct_failures(std::span<const item_failure> failures) {
    json_rows rows;
    std::set<std::string> ids;
    for (std::size_t n = 0; n < failures.size(); ++n) {
        const auto& failure = failures[n];
        const auto id = clean_text(failure.source_id, k_longest_source_id);
        if (!id.empty() && !ids.insert(id).second) continue;
        rows.row();
        rows.number("n", static_cast<std::int64_t>(n));
        rows.text("id", id);
        rows.text("title", clean_text(failure.title, k_longest_title));
        rows.text("error", clean_text(failure.error, k_longest_error));
    }
    return rows;
}

// Beyond the thousand that are told, an id is kept without its texts: so that it counts once, however often it comes.
constexpr auto k_record = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :type::text AS item_type, i.*
        FROM jsonb_to_recordset(:failures::jsonb) AS i(n bigint, id text, title text, error text)
    ), unmet AS MATERIALIZED (
        SELECT i.* FROM input i
        WHERE i.id = ''
           OR NOT EXISTS (SELECT FROM job_run_failures f
                          WHERE f.run_id = :run::bigint AND f.client_id = i.client_id AND f.item_type = i.item_type
                            AND f.client_item_id = i.id AND f.client_item_id <> '')
              AND NOT EXISTS (SELECT FROM media_item_sources s
                              WHERE s.client_id = i.client_id AND s.item_type = i.item_type AND s.client_item_id = i.id
                                AND s.last_seen_run_id = :run::bigint)
    ), recorded AS (
        INSERT INTO job_run_failures (run_id, client_id, item_type, client_item_id, title, error)
        SELECT :run::bigint, u.client_id, u.item_type, u.id, CASE WHEN u.told THEN u.title ELSE '' END,
               CASE WHEN u.told THEN u.error ELSE '' END
        FROM (SELECT unmet.*, known.failures + row_number() OVER (ORDER BY unmet.n) <= 1000 AS told
              FROM unmet, (SELECT count(*) AS failures
                           FROM (SELECT FROM job_run_failures WHERE run_id = :run::bigint LIMIT 1000) f) known) u
        WHERE u.told OR u.id <> ''
    )
    SELECT n FROM unmet ORDER BY n)sql";

} // namespace

std::vector<item_failure> record_failures(soci::session& session, run_id run, client_id client, std::string_view kind,
                                          std::span<const item_failure> failures) {
    std::vector<item_failure> unmet;
    if (failures.empty()) return unmet;

    query(session, k_record)
        .bind("failures", distinct_failures(failures).array())
        .bind("client", client)
        .bind("type", kind)
        .bind("run", run)
        .each([&](const soci::row& row) { unmet.push_back(failures[static_cast<std::size_t>(number_of(row, "n"))]); });
    return unmet;
}

constexpr auto k_forget_untold = R"sql(
    DELETE FROM job_run_failures WHERE run_id = :run::bigint AND title = '' AND error = '')sql";

void forget_untold_failures(soci::session& session, run_id run) {
    query(session, k_forget_untold).bind("run", run).run();
}

} // namespace media_sync::postgres
