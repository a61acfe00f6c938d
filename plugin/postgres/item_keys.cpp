#include "plugin/postgres/item_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace media_sync::postgres {

namespace {

constexpr std::size_t k_longest_key = 1024;
constexpr std::int64_t k_greatest_number = 999'999'999;

// PostgreSQL's lower(text COLLATE "C"), which is the same under every locale.
std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

// PostgreSQL's btrim(text, ' ').
std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<std::int64_t> whole_number(const boost::json::object& data, std::string_view key) {
    const auto* value = data.if_contains({key.data(), key.size()});
    if (!value || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

bool is_usable(const std::optional<std::int64_t>& number) {
    return number && *number >= 0 && *number <= k_greatest_number;
}

// The key that says what the item is without naming a catalogue; "" if too little is known.
std::string own_key(item_type type, const std::string& name, std::int64_t year, const item_place& place) {
    switch (type) {
    case item_type::movie:
    case item_type::series:
        return !name.empty() && year > 0 ? fmt::format("title:{}:{}", year, name) : "";
    case item_type::artist:
        return !name.empty() ? fmt::format("name:{}", name) : "";
    case item_type::album:
        return place.parent > 0 && year > 0 && !name.empty() ? fmt::format("album:{}:{}:{}", place.parent, year, name)
                                                             : "";
    case item_type::season:
        return place.parent > 0 && is_usable(place.number) ? fmt::format("season:{}:{}", place.parent, *place.number)
                                                           : "";
    case item_type::episode:
        return place.parent > 0 && is_usable(place.group) && is_usable(place.number)
                   ? fmt::format("episode:{}:{}:{}", place.parent, *place.group, *place.number)
                   : "";
    case item_type::track: {
        const auto disc = is_usable(place.group) ? std::max<std::int64_t>(*place.group, 1) : 1;
        return place.parent > 0 && is_usable(place.number) && !name.empty()
                   ? fmt::format("track:{}:{}:{}:{}", place.parent, disc, *place.number, name)
                   : "";
    }
    case item_type::playlist:
    case item_type::collection:
        return "";
    }
    return "";
}

} // namespace

item_place place_in(item_type type, const boost::json::object& data) {
    switch (type) {
    case item_type::season:
        return {whole_number(data, "seriesID").value_or(0), std::nullopt, whole_number(data, "seasonNumber")};
    case item_type::episode:
        return {whole_number(data, "seriesID").value_or(0), whole_number(data, "seasonNumber"),
                whole_number(data, "number")};
    case item_type::album:
        return {whole_number(data, "artistID").value_or(0), std::nullopt, std::nullopt};
    case item_type::track:
        return {whole_number(data, "albumID").value_or(0), whole_number(data, "discNumber"),
                whole_number(data, "trackNumber")};
    default:
        return {};
    }
}

std::vector<std::string> item_keys(item_type type, const std::string& title, std::optional<std::int64_t> release_year,
                                   const std::vector<external_id>& external_ids, const item_place& place) {
    std::vector<std::string> keys;
    for (const auto& id : external_ids)
        if (!id.source.empty() && !id.id.empty()) keys.push_back(catalogue_prefix(id) + id.id);

    if (auto key = own_key(type, lower(trimmed(title)), release_year.value_or(0), place); !key.empty())
        keys.push_back(std::move(key));
    std::erase_if(keys, [](const std::string& key) { return key.size() > k_longest_key; });
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::string catalogue_prefix(const external_id& id) {
    return "id:" + lower(id.source) + ":";
}

} // namespace media_sync::postgres
