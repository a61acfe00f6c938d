#pragma once

#include "http/request.hpp"

#include <optional>
#include <string>
#include <string_view>

// What the second word of a request line says: RFC 9112 section 3.2, RFC 3986.
namespace sample_host::http {

/// `text` with its %XX decoded; nothing if one of them is broken or stands for NUL.
std::optional<std::string> percent_decoded(std::string_view text);

struct target {
    std::string_view path; ///< starts with '/', as sent; points into what was parsed
    field_list query;      ///< decoded as application/x-www-form-urlencoded
};

/// Takes the origin form and the absolute form, whose authority is dropped. Nothing for a target that is malformed.
std::optional<target> parse_target(std::string_view text);

} // namespace sample_host::http
