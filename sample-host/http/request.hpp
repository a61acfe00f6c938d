#pragma once

#include <suasor/types.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sample_host::http {

using suasor::principal;

/// Names and values in the order they were sent, repetitions kept.
using field_list = std::vector<std::pair<std::string, std::string>>;

/// One request as a handler sees it: plain data, complete before the handler is called.
struct request {
    std::string method; ///< upper case
    std::string path;   ///< as sent, without the query, percent-encoding untouched
    field_list query;   ///< decoded
    field_list headers;
    field_list params; ///< of the pattern, decoded, in the pattern's order
    std::string body;
    std::string request_id; ///< never empty
    std::optional<http::principal> principal;

    /// The first header of that name, without regard to case.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
    /// The first query parameter of that name.
    std::optional<std::string_view> query_value(std::string_view name) const noexcept;
    /// The path parameter of that name, "" if the pattern has none.
    std::string_view param(std::string_view name) const noexcept;
};

} // namespace sample_host::http
