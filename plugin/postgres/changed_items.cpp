#include "plugin/postgres/changed_items.hpp"

#include "plugin/postgres/item_merge.hpp"
#include "plugin/postgres/item_rows.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <iterator>
#include <set>

namespace media_sync::postgres {

namespace {

namespace json = boost::json;

// What of a media item the merge looks at.
struct stored_item {
    std::string title;
    std::optional<std::int64_t> release_year;
    std::vector<external_id> external_ids;
    json::object data;
    std::int64_t sources = 0; // before this one joins
    bool leads = false;       // the source that speaks is, or becomes, the primary one
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
    stored.leads = number_of(row, "leads") != 0;
    return stored;
}

constexpr auto k_lock_items = R"sql(
    SELECT FROM jsonb_array_elements_text(:ids::jsonb) AS i(id) JOIN media_items m ON m.id = CAST(i.id AS bigint)
    ORDER BY m.id FOR UPDATE OF m)sql";

// A statement of its own after the lock: it sees what the lock's last owner has made of the item and of its sources.
constexpr auto k_read = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :type::text AS item_type, i.*
        FROM jsonb_to_recordset(:items::jsonb) AS i(change bigint, id text, media_item_id bigint, joins boolean)
    )
    SELECT i.change, m.title::text AS title, m.release_year::bigint AS release_year,
           m.external_ids::text AS external_ids, m.data::text AS data, s.sources,
           (CASE WHEN i.joins THEN NOT s.has_primary ELSE s.is_mine END)::int::bigint AS leads
    FROM input i
    JOIN media_items m ON m.id = i.media_item_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS sources, coalesce(bool_or(is_primary), false) AS has_primary,
               coalesce(bool_or(is_primary AND client_id = i.client_id AND item_type = i.item_type
                                AND client_item_id = i.id), false) AS is_mine
        FROM media_item_sources WHERE media_item_id = m.id
    ) s)sql";

template <class Read>
void read_locked(soci::session& session, const item_batch& batch, const std::vector<ready_item>& items,
                 const std::vector<changed_item>& changed, Read&& read) {
    std::string ids;
    json_rows rows;
    for (std::size_t change = 0; change < changed.size(); ++change) {
        ids += (ids.empty() ? "" : ",") + std::to_string(changed[change].media_item_id);
        rows.row();
        rows.number("change", static_cast<std::int64_t>(change));
        rows.text("id", items[changed[change].n].item->source_id);
        rows.number("media_item_id", changed[change].media_item_id);
        rows.flag("joins", changed[change].joins);
    }

    query(session, k_lock_items).bind("ids", "[" + ids + "]").run();
    query(session, k_read)
        .bind("items", rows.array())
        .bind("client", batch.client)
        .bind("type", to_string(batch.type()))
        .each([&](const soci::row& row) {
            read(changed.at(static_cast<std::size_t>(number_of(row, "change"))), read_stored(row));
        });
}

// A source that takes over what nobody speaks for replaces, and yet drops nothing that the host knows.
source_role role_of(const changed_item& change, const stored_item& stored) {
    if (!stored.leads) return source_role::secondary;
    return change.joins || stored.sources > 1 ? source_role::primary : source_role::sole;
}

void append_merged_row(json_rows& rows, const changed_item& change, const ready_item& ready, stored_item stored) {
    const auto& item = *ready.item;
    const auto role = role_of(change, stored);
    const auto leads = role != source_role::secondary;

    const auto& title = !item.title.empty() && (leads || stored.title.empty()) ? item.title : stored.title;
    std::optional<std::int64_t> year = item.release_year;
    if (!year || (!leads && stored.release_year)) year = stored.release_year;
    const auto ids = merged_external_ids(std::move(stored.external_ids), item.external_ids, role);
    const auto data = merged_data(std::move(stored.data), json::parse(ready.data).as_object(), role);

    auto keys = item_keys(item.type, title, year, ids, place_in(item.type, data));
    if (role != source_role::sole) std::ranges::move(keys_of(ready), std::back_inserter(keys));

    append_item_row(rows, ready, title, year, ids, json::serialize(data), keys);
    rows.number("media_item_id", change.media_item_id);
    rows.flag("joins", change.joins);
    rows.flag("leads", leads);
    rows.flag("alone", role == source_role::sole);
}

constexpr auto k_update = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :type::text AS item_type, i.*,
               timestamptz 'epoch' + i.released * interval '1 microsecond' AS release_date
        FROM jsonb_to_recordset(:items::jsonb) AS i(id text, title text, released bigint, year bigint, external_ids jsonb,
                                                    data jsonb, hash text, keys jsonb, media_item_id bigint, joins boolean,
                                                    leads boolean, alone boolean)
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
        WHERE s.client_id = i.client_id AND s.item_type = i.item_type AND s.client_item_id = i.id AND NOT i.joins
    ), joined AS (
        INSERT INTO media_item_sources (client_id, item_type, client_item_id, media_item_id, is_primary, content_hash,
                                        last_seen_run_id)
        SELECT i.client_id, i.item_type, i.id, i.media_item_id, i.leads, decode(i.hash, 'hex'), :run::bigint
        FROM input i WHERE i.joins
        ORDER BY i.id COLLATE "C"
    ), outdated AS (
        DELETE FROM media_item_keys k USING input i
        WHERE k.media_item_id = i.media_item_id AND i.alone AND NOT i.keys ? k.key
    )
    INSERT INTO media_item_keys (item_type, key, media_item_id)
    SELECT :type, k.key, i.media_item_id
    FROM input i CROSS JOIN LATERAL jsonb_array_elements_text(i.keys) AS k(key)
    ORDER BY k.key COLLATE "C", i.media_item_id
    ON CONFLICT DO NOTHING)sql";

} // namespace

std::vector<std::size_t> update_items(soci::session& session, run_id run, const item_batch& batch,
                                      const std::vector<ready_item>& items, const std::vector<changed_item>& changed) {
    if (changed.empty()) return {};

    json_rows rows;
    std::set<std::size_t> gone;
    for (const auto& change : changed)
        gone.insert(change.n);
    read_locked(session, batch, items, changed, [&](const changed_item& change, stored_item stored) {
        gone.erase(change.n);
        append_merged_row(rows, change, items[change.n], std::move(stored));
    });
    query(session, k_update)
        .bind("items", rows.array())
        .bind("client", batch.client)
        .bind("client_type", batch.client_type)
        .bind("type", to_string(batch.type()))
        .bind("run", run)
        .run();
    return {gone.begin(), gone.end()};
}

} // namespace media_sync::postgres
