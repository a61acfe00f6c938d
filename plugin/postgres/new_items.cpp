#include "plugin/postgres/new_items.hpp"

#include "plugin/core/media/item_data.hpp"
#include "plugin/postgres/item_rows.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/table_copy.hpp"

#include <algorithm>
#include <stdexcept>

namespace media_sync::postgres {

namespace {

// What a media item is before anything else is known of it.
struct identity {
    std::int64_t id = 0;
    std::string uuid;
    std::string now; ///< as Suasor writes it
};

constexpr auto k_identify = R"sql(
    SELECT nextval((SELECT pg_get_serial_sequence('media_items', 'id')::regclass))::bigint AS id, gen_random_uuid()::text AS uuid,
           (SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS now
    FROM generate_series(1, :count::bigint))sql";

std::vector<identity> identify(soci::session& session, std::size_t count) {
    std::vector<identity> identities;
    identities.reserve(count);
    query(session, k_identify).bind("count", count).each([&](const soci::row& row) {
        identities.push_back({number_of(row, "id"), text_of(row, "uuid"), text_of(row, "now")});
    });
    if (identities.front().id == 0)
        throw std::runtime_error(
            "the host's media_items.id has no sequence of its own; make it bigserial, as Suasor has it");
    return identities;
}

std::string sync_clients(const item_batch& batch, const mapped_item& item, const identity& made) {
    json_rows rows;
    rows.row();
    rows.number("clientID", static_cast<std::int64_t>(batch.client));
    rows.text("clientType", batch.client_type);
    rows.text("itemID", item.source_id);
    rows.text("lastSynced", made.now);
    rows.text("syncStatus", "success");
    return rows.array();
}

void copy_item(table_copy& rows, const item_batch& batch, const ready_item& ready, const identity& made) {
    const auto& item = *ready.item;
    const auto owner = is_owned(item.type) ? batch.owner : 0;
    rows.number(made.id)
        .text("now")
        .text("now")
        .text(made.uuid)
        .number(static_cast<std::int64_t>(owner))
        .flag(owner == 0);
    rows.text(to_string(item.type)).text(item.title);
    item.release_date ? rows.text(suasor_timestamp(*item.release_date)) : rows.null();
    rows.number(item.release_year);
    item.external_ids.empty() ? rows.null() : rows.text(external_ids_json(item.external_ids));
    rows.text(ready.data).text(sync_clients(batch, item, made));
    rows.end_row();
}

void copy_items(soci::session& session, const item_batch& batch, const std::vector<const ready_item*>& fresh,
                const std::vector<identity>& made) {
    table_copy rows(session, "media_items (id, created_at, updated_at, uuid, owner_id, is_public, type, title, "
                             "release_date, release_year, external_ids, data, sync_clients)");
    for (std::size_t i = 0; i < fresh.size(); ++i)
        copy_item(rows, batch, *fresh[i], made[i]);
    rows.finish();
}

void copy_mappings(soci::session& session, run_id run, const item_batch& batch,
                   const std::vector<const ready_item*>& fresh, const std::vector<identity>& made) {
    table_copy rows(session, "media_item_sources (client_id, item_type, client_item_id, media_item_id, is_primary, "
                             "content_hash, last_seen_run_id)");
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        rows.number(static_cast<std::int64_t>(batch.client))
            .text(to_string(batch.type()))
            .text(fresh[i]->item->source_id);
        rows.number(made[i].id).flag(true).text("\\x" + fresh[i]->hash).number(static_cast<std::int64_t>(run));
        rows.end_row();
    }
    rows.finish();
}

// No key of an item comes twice, and a new item has none yet, so there is no conflict to look for.
void copy_keys(soci::session& session, const item_batch& batch, const std::vector<const ready_item*>& fresh,
               const std::vector<identity>& made) {
    std::vector<std::pair<std::string, std::int64_t>> keys;
    for (std::size_t i = 0; i < fresh.size(); ++i)
        for (auto& key : keys_of(*fresh[i]))
            keys.emplace_back(std::move(key), made[i].id);
    std::ranges::sort(keys);

    table_copy rows(session, "media_item_keys (item_type, key, media_item_id)");
    for (const auto& [key, id] : keys) {
        rows.text(to_string(batch.type())).text(key).number(id);
        rows.end_row();
    }
    rows.finish();
}

} // namespace

media_item_ids create_items(soci::session& session, run_id run, const item_batch& batch,
                            const std::vector<ready_item>& items, std::vector<std::size_t> fresh) {
    if (fresh.empty()) return {};
    std::ranges::sort(fresh); // as the items are: by their mappings' key

    std::vector<const ready_item*> created;
    for (const auto n : fresh)
        created.push_back(&items.at(n));
    const auto made = identify(session, created.size());
    copy_items(session, batch, created, made);
    copy_mappings(session, run, batch, created, made);
    copy_keys(session, batch, created, made);

    media_item_ids ids;
    for (const auto& each : made)
        ids.insert(each.id);
    return ids;
}

} // namespace media_sync::postgres
