#include "plugin/postgres/item_rows.hpp"

namespace media_sync::postgres {

namespace {

std::string keys_json(const std::vector<std::string>& keys) {
    std::string json = "[";
    for (const auto& key : keys) {
        if (json.size() > 1) json += ',';
        append_json_string(json, key);
    }
    return json + ']';
}

} // namespace

std::string external_ids_json(const std::vector<external_id>& ids) {
    if (ids.empty()) return {};
    json_rows rows;
    for (const auto& id : ids) {
        rows.row();
        rows.text("source", id.source);
        rows.text("id", id.id);
    }
    return rows.array();
}

void append_item_row(json_rows& rows, const ready_item& ready, const std::string& title,
                     const std::optional<std::int64_t>& release_year, const std::vector<external_id>& external_ids,
                     std::string_view data, const std::vector<std::string>& keys) {
    const auto& item = *ready.item;
    std::optional<std::int64_t> released;
    if (item.release_date) released = item.release_date->time_since_epoch().count();

    rows.row();
    rows.text("id", item.source_id);
    rows.text("title", title);
    rows.number("released", released);
    rows.number("year", release_year);
    rows.raw("external_ids", external_ids_json(external_ids));
    rows.raw("data", data);
    rows.text("hash", ready.hash);
    rows.raw("keys", keys_json(keys));
}

std::vector<std::string> keys_of(const ready_item& ready) {
    const auto& item = *ready.item;
    return item_keys(item.type, item.title, item.release_year, item.external_ids, ready.place);
}

bool is_owned(item_type type) {
    return type == item_type::playlist || type == item_type::collection;
}

} // namespace media_sync::postgres
