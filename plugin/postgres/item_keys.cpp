#include "plugin/postgres/item_keys.hpp"

#include <algorithm>

namespace media_sync::postgres {

namespace {

constexpr std::size_t k_longest_key = 1024;

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

} // namespace

std::vector<std::string> item_keys(item_type type, const std::string& title, std::optional<std::int64_t> release_year,
                                   const std::vector<external_id>& external_ids) {
    std::vector<std::string> keys;
    for (const auto& id : external_ids)
        if (!id.source.empty() && !id.id.empty()) keys.push_back("id:" + lower(id.source) + ":" + id.id);

    if (const auto name = lower(trimmed(title)); !name.empty()) {
        const auto has_year = release_year && *release_year > 0;
        if ((type == item_type::movie || type == item_type::series) && has_year)
            keys.push_back("title:" + std::to_string(*release_year) + ":" + name);
        if (type == item_type::artist) keys.push_back("name:" + name);
    }
    std::erase_if(keys, [](const std::string& key) { return key.size() > k_longest_key; });
    return keys;
}

} // namespace media_sync::postgres
