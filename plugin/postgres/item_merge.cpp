#include "plugin/postgres/item_merge.hpp"

#include "plugin/postgres/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>

namespace media_sync::postgres {

namespace {

namespace json = boost::json;

template <std::size_t N>
bool is_one_of(json::string_view key, const std::array<std::string_view, N>& keys) {
    return std::ranges::find(keys, std::string_view(key.data(), key.size())) != keys.end();
}

// 0 is the season of the specials, and a list may well have become empty.
bool always_speaks(json::string_view key) {
    return is_one_of<4>(key, {"seasonNumber", "number", "items", "itemCount"});
}
bool is_nested(json::string_view key) {
    return is_one_of<3>(key, {"details", "artwork", "list"});
}
bool is_united(json::string_view key) {
    return is_one_of<3>(key, {"genres", "tags", "ratings"});
}

bool is_empty(const json::value& value) {
    switch (value.kind()) {
    case json::kind::null:
        return true;
    case json::kind::string:
        return value.get_string().empty() || value.get_string() == "0001-01-01T00:00:00Z";
    case json::kind::array:
        return value.get_array().empty();
    case json::kind::object:
        return value.get_object().empty();
    case json::kind::int64:
        return value.get_int64() == 0;
    case json::kind::uint64:
        return value.get_uint64() == 0;
    case json::kind::double_:
        return value.get_double() == 0;
    case json::kind::bool_:
        return false;
    }
    return false;
}

// A rating is known by its source, a word by itself.
bool same_entry(const json::value& a, const json::value& b) {
    const auto* left = a.if_object();
    const auto* right = b.if_object();
    if (!left || !right || !left->contains("source") || !right->contains("source")) return a == b;
    return left->at("source") == right->at("source");
}

json::array united(const json::array& first, const json::array& second) {
    auto all = first;
    for (const auto& entry : second)
        if (std::ranges::none_of(first, [&](const json::value& known) { return same_entry(known, entry); }))
            all.push_back(entry);
    return all;
}

} // namespace

json::object merged_data(json::object stored, const json::object& said, source_role role) {
    const bool leads = role != source_role::secondary;
    for (const auto& [key, value] : said) {
        auto& mine = stored[key];
        if (is_nested(key) && mine.is_object() && value.is_object())
            mine = merged_data(std::move(mine.get_object()), value.get_object(), role);
        else if (is_united(key) && role != source_role::sole && mine.is_array() && value.is_array())
            mine = leads ? united(value.get_array(), mine.get_array()) : united(mine.get_array(), value.get_array());
        else if (is_empty(mine) || (leads && (always_speaks(key) || !is_empty(value))))
            mine = value;
    }
    return stored;
}

std::vector<external_id> merged_external_ids(std::vector<external_id> stored, const std::vector<external_id>& said,
                                             source_role role) {
    if (said.empty()) return stored;
    if (role == source_role::sole) return said;

    auto all = role == source_role::primary ? said : stored;
    const auto known = all;
    for (const auto& id : role == source_role::primary ? stored : said)
        if (std::ranges::find(known, id.source, &external_id::source) == known.end()) all.push_back(id);
    return all;
}

} // namespace media_sync::postgres
