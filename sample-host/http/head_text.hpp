#pragma once

#include "http/responder.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host::http {

/// What the server adds to a handler's head.
struct framing {
    std::string_view request_id;
    std::string_view connection; ///< "" leaves the header away
    std::optional<std::size_t> content_length;
    bool chunked = false;
};

/// False for a status outside 200 to 599, for names and values that are none, and for headers that are the server's.
bool is_sendable(const response_head& head);

/// Whether an answer of that status has a body at all: RFC 9110 section 6.4.1.
bool has_body(unsigned status);

/// The status line and the headers, up to and with the empty line.
std::string head_text(const response_head& head, const framing& added);

} // namespace sample_host::http
