#include "plugin/postgres/mapping_sweep.hpp"

#include "plugin/postgres/item_parts.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <boost/json/parse.hpp>

namespace media_sync::postgres {

namespace {

// A part ends at the 5,000th: a join with the part would compare each with each wherever the planner does not know how many
// there are.
constexpr auto k_sweep = R"sql(
    WITH gone AS (
        DELETE FROM media_item_sources s
        WHERE s.client_id = :client::bigint AND s.item_type = :type AND s.last_seen_run_id IS DISTINCT FROM :run::bigint
          AND (s.client_item_id <= (
                  SELECT o.client_item_id FROM media_item_sources o
                  WHERE o.client_id = :client::bigint AND o.item_type = :type
                    AND o.last_seen_run_id IS DISTINCT FROM :run::bigint
                  ORDER BY o.client_item_id OFFSET 4999 LIMIT 1)) IS NOT FALSE
        RETURNING s.media_item_id, s.client_item_id, s.is_primary
    ), per_item AS MATERIALIZED (
        SELECT media_item_id, array_agg(client_item_id) AS client_item_ids FROM gone GROUP BY media_item_id
    ), locked AS MATERIALIZED (
        SELECT m.id, p.client_item_ids FROM media_items m JOIN per_item p ON p.media_item_id = m.id
        ORDER BY m.id FOR UPDATE OF m
    ), unlisted AS (
        UPDATE media_items m
        SET updated_at = now(), sync_clients = (
            SELECT coalesce(jsonb_agg(e.value ORDER BY e.position), '[]')
            FROM jsonb_array_elements(CASE jsonb_typeof(m.sync_clients)
                                          WHEN 'array' THEN m.sync_clients
                                          WHEN 'object' THEN jsonb_build_array(m.sync_clients)
                                          ELSE '[]' END) WITH ORDINALITY AS e(value, position)
            WHERE NOT (e.value ->> 'clientID' = :client::text
                       AND e.value ->> 'itemID' = ANY (locked.client_item_ids)))
        FROM locked WHERE m.id = locked.id
    )
    SELECT count(*) AS removed, coalesce(jsonb_agg(DISTINCT media_item_id), '[]')::text AS items,
           coalesce(jsonb_agg(media_item_id) FILTER (WHERE is_primary), '[]')::text AS orphans
    FROM gone)sql";

// Its hash is cleared, so that the next sync of it writes what it says.
constexpr auto k_hand_over_orphans = R"sql(
    UPDATE media_item_sources s SET is_primary = true, content_hash = NULL
    FROM (SELECT DISTINCT ON (o.media_item_id) o.client_id, o.item_type, o.client_item_id
          FROM media_item_sources o
          WHERE o.media_item_id IN (SELECT CAST(value AS bigint) FROM jsonb_array_elements_text(:orphans::jsonb))
          ORDER BY o.media_item_id, o.created_at, o.client_id, o.client_item_id) heir
    WHERE s.client_id = heir.client_id AND s.item_type = heir.item_type AND s.client_item_id = heir.client_item_id)sql";

} // namespace

std::int64_t sweep_mappings(soci::session& session, run_id run, client_id client, item_type type) {
    std::int64_t removed = 0;
    std::string orphans;
    media_item_ids items;
    query(session, k_sweep)
        .bind("client", client)
        .bind("type", to_string(type))
        .bind("run", run)
        .each([&](const soci::row& row) {
            removed = number_of(row, "removed");
            orphans = text_of(row, "orphans");
            const auto ids = boost::json::parse(text_of(row, "items"));
            for (const auto& id : ids.as_array())
                items.insert(id.to_number<std::int64_t>());
        });
    if (removed == 0) return 0;

    query(session, k_hand_over_orphans).bind("orphans", orphans).run();
    list_parts(session, type, items, {});
    return removed;
}

} // namespace media_sync::postgres
