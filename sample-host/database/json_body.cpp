#include "database/json_body.hpp"

#include "refusal.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace sample_host {
namespace {

std::string quoted(std::string_view key) {
    return "\"" + std::string(key) + "\"";
}

boost::json::object parse_object(std::string_view text) {
    boost::json::error_code problem;
    auto value = boost::json::parse(text, problem);
    if (problem || !value.is_object()) refuse("this is not one JSON object");
    return std::move(value.as_object());
}

} // namespace

json_body::json_body(std::string_view text, std::initializer_list<std::string_view> known)
    : object_(parse_object(text)) {
    for (const auto& [key, value] : object_) {
        const std::string_view name(key.data(), key.size());
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;

        std::string names;
        for (const auto each : known)
            names += (names.empty() ? "" : ", ") + std::string(each);
        refuse("the key " + quoted(name) + " is not known; there are " + names);
    }
}

const boost::json::value* json_body::find(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value && !value->is_null() ? value : nullptr;
}

std::optional<std::string> json_body::text(std::string_view key) const {
    const auto* value = find(key);
    if (!value) return std::nullopt;
    if (!value->is_string()) refuse(quoted(key) + " must be a string");
    return std::string(value->get_string());
}

std::optional<bool> json_body::flag(std::string_view key) const {
    const auto* value = find(key);
    if (!value) return std::nullopt;
    if (!value->is_bool()) refuse(quoted(key) + " must be true or false");
    return value->get_bool();
}

std::optional<std::uint64_t> json_body::id(std::string_view key) const {
    const auto* value = find(key);
    if (!value) return std::nullopt;
    if (!value->is_int64() || value->get_int64() <= 0) refuse(quoted(key) + " must be a positive 64-bit integer");
    return static_cast<std::uint64_t>(value->get_int64());
}

boost::json::object json_body::object(std::string_view key) const {
    const auto* value = find(key);
    if (!value) return {};
    if (!value->is_object()) refuse(quoted(key) + " must be a JSON object");
    return value->get_object();
}

std::string json_body::required_text(std::string_view key) const {
    auto value = text(key);
    if (!value) refuse(quoted(key) + " is missing");
    return *value;
}

std::uint64_t json_body::required_id(std::string_view key) const {
    const auto value = id(key);
    if (!value) refuse(quoted(key) + " is missing");
    return *value;
}

} // namespace sample_host
