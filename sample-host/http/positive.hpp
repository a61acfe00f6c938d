#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace sample_host::http {

/// The number that a path or query parameter holds; nothing if it is not a positive integer that fits.
template <class Number>
std::optional<Number> positive(std::string_view text) {
    Number number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
    return number;
}

} // namespace sample_host::http
