#pragma once

// Reads a row of SOCI by column name. Queries cast what they select to text, bigint, double precision or boolean.

#include "plugin/core/clock.hpp"

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>

namespace media_sync::postgres {

template <class T>
std::optional<T> value_or_null(const soci::row& row, const char* column) {
    if (row.get_indicator(column) == soci::i_null) return std::nullopt;
    return row.get<T>(column);
}

/// NULL reads as "".
inline std::string text_of(const soci::row& row, const char* column) {
    return value_or_null<std::string>(row, column).value_or("");
}

/// NULL reads as 0.
inline std::int64_t number_of(const soci::row& row, const char* column) {
    return value_or_null<long long>(row, column).value_or(0);
}

inline std::optional<std::int64_t> number_or_null(const soci::row& row, const char* column) {
    return value_or_null<long long>(row, column);
}

inline std::optional<std::uint64_t> id_or_null(const soci::row& row, const char* column) {
    const auto number = number_or_null(row, column);
    if (!number) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

/// Reads microseconds since the epoch. The year 1, Go's zero time, reads as not known.
inline std::optional<time_point> time_or_null(const soci::row& row, const char* column) {
    const auto since_epoch = number_or_null(row, column);
    constexpr auto k_year_two = std::chrono::sys_days(std::chrono::year(2) / 1 / 1);
    if (!since_epoch || time_point(std::chrono::microseconds(*since_epoch)) < k_year_two) return std::nullopt;
    return time_point(std::chrono::microseconds(*since_epoch));
}

} // namespace media_sync::postgres
