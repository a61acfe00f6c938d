#include "plugin/postgres/item_references.hpp"

#include "plugin/postgres/item_failures.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace media_sync::postgres {

namespace {

// References by what they name: a batch of tracks names few albums.
using resolved_ids = std::map<std::pair<item_type, std::string_view>, std::int64_t>;

constexpr auto k_resolve = R"sql(
    WITH name AS MATERIALIZED (
        SELECT :client::bigint AS client_id, i.*
        FROM jsonb_to_recordset(:names::jsonb) AS i(n bigint, item_type text, client_item_id text)
    )
    SELECT n, media_item_id FROM name JOIN media_item_sources USING (client_id, item_type, client_item_id))sql";

resolved_ids resolve(soci::session& session, const item_batch& batch) {
    resolved_ids ids;
    for (const auto& item : batch.items)
        for (const auto& reference : item.references)
            ids.emplace(std::pair(reference.type, std::string_view(reference.source_id)), 0);
    if (ids.empty()) return ids;

    json_rows names;
    std::vector<std::int64_t*> targets;
    for (auto& [name, id] : ids) {
        names.row();
        names.number("n", static_cast<std::int64_t>(targets.size()));
        names.text("item_type", to_string(name.first));
        names.text("client_item_id", name.second);
        targets.push_back(&id);
    }
    query(session, k_resolve).bind("names", names.array()).bind("client", batch.client).each([&](const soci::row& row) {
        *targets.at(static_cast<std::size_t>(number_of(row, "n"))) = number_of(row, "media_item_id");
    });
    return ids;
}

// `data` is a JSON object in text: the keys go in front of its own.
std::string with_keys(const std::string& data, const std::string& keys) {
    const auto first = data.find_first_not_of(" \t\r\n", data.find('{') + 1);
    const auto is_bare = data[first] == '}';
    return "{" + keys + (is_bare ? "" : ",") + data.substr(first);
}

// Whose the list is only the batch knows.
std::string list_with(const std::string& data, const std::vector<std::int64_t>& ids, const item_batch& batch) {
    auto object = boost::json::parse(data);
    auto& list = object.at("list").as_object();
    list["ownerId"] = batch.owner;
    list["originClientId"] = batch.client;
    auto& entries = list.at("items").as_array();
    for (std::size_t i = 0; i < ids.size(); ++i)
        entries.at(i).as_object()["itemID"] = ids[i];
    return boost::json::serialize(object);
}

bool is_list(item_type type) {
    return type == item_type::playlist || type == item_type::collection;
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const auto byte : bytes) {
        text += k_digits[byte >> 4];
        text += k_digits[byte & 15];
    }
    return text;
}

ready_item ready(const mapped_item& item, const resolved_ids& ids, const item_batch& batch) {
    ready_item result{&item, item.data, hexadecimal(item.content_hash), {0, item.group_number, item.number}};
    if (item.references.empty() && !is_list(item.type)) return result;

    std::string keys;
    std::vector<std::int64_t> targets;
    for (const auto& reference : item.references) {
        const auto id = ids.at({reference.type, reference.source_id});
        // An item whose reference comes to something else than before has changed, whatever its source says.
        result.hash += fmt::format("{:016x}", id);
        targets.push_back(id);
        if (!keys.empty()) keys += ',';
        append_json_string(keys, reference.key);
        keys += fmt::format(":{}", id);
    }
    if (is_list(item.type)) {
        result.data = list_with(item.data, targets, batch);
        for (std::size_t i = 0; i < targets.size(); ++i)
            if (targets[i] == 0) result.missing.push_back(i);
    } else {
        result.data = with_keys(item.data, keys);
        result.place.parent = targets.front(); // what an item belongs to is the first that it refers to
    }
    return result;
}

} // namespace

bool is_storable(const mapped_item& item) {
    return !item.source_id.empty() && item.source_id.size() <= k_longest_source_id;
}

std::vector<ready_item> ready_items(soci::session& session, const item_batch& batch) {
    const auto ids = resolve(session, batch);

    std::vector<ready_item> items;
    items.reserve(batch.items.size());
    for (const auto& item : batch.items)
        if (is_storable(item)) items.push_back(ready(item, ids, batch));

    const auto source_id = [](const ready_item& ready) -> const std::string& { return ready.item->source_id; };
    std::ranges::stable_sort(items, {}, source_id);
    const auto repeats = [&](const ready_item& a, const ready_item& b) { return source_id(a) == source_id(b); };
    items.erase(std::unique(items.begin(), items.end(), repeats), items.end());
    return items;
}

} // namespace media_sync::postgres
