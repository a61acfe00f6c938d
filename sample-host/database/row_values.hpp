// Reading a row of SOCI into the host's types. Queries cast what they select to text or bigint, which SOCI reads exactly.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>

namespace sample_host {

inline std::optional<std::string> text_or_null(const soci::row& row, const char* column) {
    if (row.get_indicator(column) == soci::i_null) return std::nullopt;
    return row.get<std::string>(column);
}

/// NULL reads as "".
inline std::string text_of(const soci::row& row, const char* column) {
    return text_or_null(row, column).value_or("");
}

inline std::optional<std::int64_t> number_or_null(const soci::row& row, const char* column) {
    if (row.get_indicator(column) == soci::i_null) return std::nullopt;
    return row.get<long long>(column);
}

/// NULL reads as 0.
inline std::int64_t number_of(const soci::row& row, const char* column) {
    return number_or_null(row, column).value_or(0);
}

inline std::uint64_t id_of(const soci::row& row, const char* column) {
    return static_cast<std::uint64_t>(number_of(row, column));
}

/// The SQL that turns a timestamptz column into RFC 3339 text in UTC, under the column's own name.
#define SUASOR_HOST_RFC3339(column)                                                                                    \
    "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS " column

} // namespace sample_host
