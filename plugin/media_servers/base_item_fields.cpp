#include "plugin/media_servers/base_item_fields.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/timestamp.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

namespace json = boost::json;

std::optional<std::int64_t> ticks_field(const json::object& object, std::string_view key) {
    constexpr std::int64_t k_ticks_per_second = 10'000'000;
    const auto ticks = integer_field(object, key);
    if (!ticks || *ticks < 0) return std::nullopt;
    return *ticks / k_ticks_per_second + (*ticks % k_ticks_per_second >= k_ticks_per_second / 2 ? 1 : 0);
}

std::optional<time_point> time_field(const json::object& object, std::string_view key) {
    constexpr std::chrono::sys_days k_year_2 = std::chrono::year{2} / 1 / 1;
    const auto time = parse_timestamp(text_field(object, key));
    if (!time || *time < k_year_2) return std::nullopt;
    return time;
}

std::vector<std::string> names_field(const json::object& object, std::string_view key) {
    std::vector<std::string> names;
    for (const auto& element : list_field(object, key)) {
        std::string name;
        if (const auto* text = element.if_string()) name.assign(text->data(), text->size());
        if (const auto* named = element.if_object()) name = text_field(*named, "Name");
        if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
}

const json::object& first_object(const json::object& object, std::string_view key) {
    static const json::object k_none;
    const auto list = list_field(object, key);
    return list.empty() || !list.front().is_object() ? k_none : list.front().get_object();
}

} // namespace media_sync
