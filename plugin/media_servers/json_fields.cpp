#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/value.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace media_sync {

namespace {

namespace json = boost::json;

const json::value* find(const json::object& object, std::string_view key) {
    return object.if_contains(json::string_view(key.data(), key.size()));
}

std::optional<std::int64_t> rounded(double number) {
    const double whole = std::round(number);
    if (!(whole >= -9.2e18 && whole <= 9.2e18)) return std::nullopt;
    return static_cast<std::int64_t>(whole);
}

std::optional<std::int64_t> parsed(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

} // namespace

std::string text_field(const json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    if (!value) return {};
    if (const auto* text = value->if_string()) return std::string(text->data(), text->size());
    if (const auto* number = value->if_int64()) return std::to_string(*number);
    if (const auto* number = value->if_uint64()) return std::to_string(*number);
    return {};
}

std::optional<std::int64_t> integer_field(const json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    if (!value) return std::nullopt;
    if (const auto* number = value->if_int64()) return *number;
    if (const auto* number = value->if_double()) return rounded(*number);
    if (const auto* text = value->if_string()) return parsed({text->data(), text->size()});
    return std::nullopt;
}

std::optional<int> count_field(const json::object& object, std::string_view key) {
    const auto number = integer_field(object, key);
    if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(*number);
}

std::optional<std::int64_t> total_field(const json::object& object, std::string_view key) {
    constexpr std::int64_t largest = 1'000'000'000;
    const auto number = integer_field(object, key);
    if (!number || *number < 0 || *number > largest) return std::nullopt;
    return number;
}

std::optional<double> number_field(const json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    if (!value) return std::nullopt;
    double number = 0;
    if (const auto* text = value->if_string()) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    } else if (value->is_number()) {
        number = value->to_number<double>();
    } else {
        return std::nullopt;
    }
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

bool flag_field(const json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    if (!value) return false;
    if (const auto* flag = value->if_bool()) return *flag;
    if (const auto* text = value->if_string()) return *text == "1" || *text == "true";
    return integer_field(object, key).value_or(0) != 0;
}

const json::object* object_field(const json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    return value ? value->if_object() : nullptr;
}

std::span<const json::value> list_field(const json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    if (!value) return {};
    if (const auto* array = value->if_array()) return {array->data(), array->size()};
    if (const auto* single = value->if_object(); single && !single->empty()) return {value, 1};
    return {};
}

} // namespace media_sync
