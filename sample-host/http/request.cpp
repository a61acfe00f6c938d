#include "http/request.hpp"

#include <algorithm>
#include <cctype>

namespace sample_host::http {
namespace {

bool same_without_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

} // namespace

std::optional<std::string_view> request::header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers)
        if (same_without_case(key, name)) return value;
    return std::nullopt;
}

std::optional<std::string_view> request::query_value(std::string_view name) const noexcept {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::string_view request::param(std::string_view name) const noexcept {
    for (const auto& [key, value] : params)
        if (key == name) return value;
    return {};
}

} // namespace sample_host::http
