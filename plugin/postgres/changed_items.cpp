#include "plugin/postgres/changed_items.hpp"

#include "plugin/postgres/item_merge.hpp"
#include "plugin/postgres/item_rows.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace media_sync::postgres {

namespace {

namespace json = boost::json;

// What of a media item the merge looks at.
struct stored_item {
    std::string title;
    std::optional<std::int64_t> release_year;
    std::vector<external_id> external_ids;
    json::object data;
    std::int64_t sources = 0;
};

json::value parse_or_null(const std::string& text) {
    return text.empty() ? json::value() : json::parse(text);
}

std::string text_at(const json::value& entry, const char* key) {
    const auto* object = entry.if_object();
    const auto* value = object ? object->if_contains(key) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<external_id> read_external_ids(const std::string& text) {
    const auto value = parse_or_null(text);
    if (!value.is_array()) return {};

    std::vector<external_id> ids;
    for (const auto& entry : value.get_array())
        ids.push_back({text_at(entry, "source"), text_at(entry, "id")});
    return ids;
}

stored_item read_stored(const soci::row& row) {
    stored_item stored;
    stored.title = text_of(row, "title");
    stored.release_year = number_or_null(row, "release_year");
    stored.external_ids = read_external_ids(text_of(row, "external_ids"));
    if (auto data = parse_or_null(text_of(row, "data")); data.is_object()) stored.data = std::move(data.get_object());
    stored.sources = number_of(row, "sources");
    return stored;
}

constexpr auto k_lock = R"sql(
    SELECT i.n, m.title::text AS title, m.release_year::bigint AS release_year, m.external_ids::text AS external_ids,
           m.data::text AS data, (SELECT count(*) FROM media_item_sources s WHERE s.media_item_id = m.id) AS sources
    FROM jsonb_to_recordset(:items::jsonb) AS i(n bigint, media_item_id bigint)
    JOIN media_items m ON m.id = i.media_item_id
    ORDER BY m.id FOR UPDATE OF m)sql";

template <class Read>
void lock_stored(soci::session& session, const std::vector<changed_item>& changed, Read&& read) {
    json_rows rows;
    for (std::size_t n = 0; n < changed.size(); ++n) {
        rows.row();
        rows.number("n", static_cast<std::int64_t>(n));
        rows.number("media_item_id", changed[n].media_item_id);
    }
    query(session, k_lock).bind("items", rows.array()).each([&](const soci::row& row) {
        read(changed.at(static_cast<std::size_t>(number_of(row, "n"))), read_stored(row));
    });
}

source_role role_of(const changed_item& item, const stored_item& stored) {
    if (!item.is_primary) return source_role::secondary;
    return stored.sources > 1 ? source_role::primary : source_role::sole;
}

void append_merged_row(json_rows& rows, const changed_item& change, stored_item stored) {
    const auto& item = *change.ready->item;
    const auto role = role_of(change, stored);
    const auto leads = role != source_role::secondary;

    const auto& title = !item.title.empty() && (leads || stored.title.empty()) ? item.title : stored.title;
    std::optional<std::int64_t> year = item.release_year;
    if (!year || (!leads && stored.release_year)) year = stored.release_year;
    const auto ids = merged_external_ids(std::move(stored.external_ids), item.external_ids, role);
    const auto data =
        json::serialize(merged_data(std::move(stored.data), json::parse(change.ready->data).as_object(), role));

    append_item_row(rows, *change.ready, title, year, ids, data);
    rows.number("media_item_id", change.media_item_id);
    rows.flag("leads", leads);
}

constexpr auto k_update = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :type::text AS item_type, i.*,
               timestamptz 'epoch' + i.released * interval '1 microsecond' AS release_date
        FROM jsonb_to_recordset(:items::jsonb) AS i(id text, title text, released bigint, year bigint, external_ids jsonb,
                                                    data jsonb, hash text, keys jsonb, media_item_id bigint, leads boolean)
    ), written AS (
        UPDATE media_items m
        SET title = i.title, release_year = i.year, external_ids = i.external_ids, data = i.data, updated_at = now(),
            release_date = CASE WHEN i.leads THEN coalesce(i.release_date, m.release_date)
                                ELSE coalesce(m.release_date, i.release_date) END,
            sync_clients = (
                SELECT coalesce(jsonb_agg(e.value ORDER BY e.position), '[]')
                FROM jsonb_array_elements(CASE jsonb_typeof(m.sync_clients)
                                              WHEN 'array' THEN m.sync_clients
                                              WHEN 'object' THEN jsonb_build_array(m.sync_clients)
                                              ELSE '[]' END) WITH ORDINALITY AS e(value, position)
                WHERE e.value ->> 'clientID' IS DISTINCT FROM :client::text OR e.value ->> 'itemID' IS DISTINCT FROM i.id
            ) || jsonb_build_object(
                'clientID', :client::bigint, 'clientType', :client_type::text, 'itemID', i.id,
                'lastSynced', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'syncStatus', 'success')
        FROM input i
        WHERE m.id = i.media_item_id
    ), mapped AS (
        UPDATE media_item_sources s SET content_hash = decode(i.hash, 'hex'), last_seen_run_id = :run::bigint
        FROM input i
        WHERE s.client_id = i.client_id AND s.item_type = i.item_type AND s.client_item_id = i.id
    ), outdated AS (
        DELETE FROM media_item_keys k USING input i WHERE k.media_item_id = i.media_item_id AND NOT i.keys ? k.key
    )
    INSERT INTO media_item_keys (item_type, key, media_item_id)
    SELECT :type, k.key, i.media_item_id
    FROM input i CROSS JOIN LATERAL jsonb_array_elements_text(i.keys) AS k(key)
    ORDER BY k.key COLLATE "C", i.media_item_id
    ON CONFLICT DO NOTHING)sql";

} // namespace

std::int64_t update_items(soci::session& session, run_id run, const item_batch& batch,
                          const std::vector<changed_item>& changed) {
    if (changed.empty()) return 0;

    json_rows rows;
    lock_stored(session, changed, [&](const changed_item& change, stored_item stored) {
        append_merged_row(rows, change, std::move(stored));
    });
    query(session, k_update)
        .bind("items", rows.array())
        .bind("client", batch.client)
        .bind("client_type", batch.client_type)
        .bind("type", to_string(batch.type()))
        .bind("run", run)
        .run();
    return static_cast<std::int64_t>(changed.size());
}

} // namespace media_sync::postgres
