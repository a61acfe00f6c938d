#pragma once

// Whether a value gets into a text without being asked for one.

#include <fmt/format.h>

#include <concepts>
#include <ostream>
#include <string_view>

namespace test {

template <class T>
concept streamable = requires(std::ostream& out, const T& value) {
    out << value;
};

/// By a stream, by {fmt}, or by turning into one.
template <class T>
concept printable = streamable<T> || fmt::is_formattable<T>::value || std::convertible_to<T, std::string_view>;

} // namespace test
