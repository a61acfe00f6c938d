#include "http/head_text.hpp"

#include "http/timestamp.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace sample_host::http {
namespace {

namespace beast_http = boost::beast::http;

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7F); });
}

bool belongs_to_the_server(std::string_view name) {
    switch (beast_http::string_to_field(name)) {
    case beast_http::field::connection:
    case beast_http::field::content_length:
    case beast_http::field::date:
    case beast_http::field::keep_alive:
    case beast_http::field::trailer:
    case beast_http::field::transfer_encoding:
    case beast_http::field::upgrade:
        return true;
    default:
        return false;
    }
}

} // namespace

bool is_sendable(const response_head& head) {
    return head.status >= 200 && head.status <= 599 &&
           std::all_of(head.headers.begin(), head.headers.end(), [](const auto& header) {
               return is_token(header.first) && is_field_value(header.second) && !belongs_to_the_server(header.first);
           });
}

bool has_body(unsigned status) {
    return status != 204 && status != 304;
}

std::string head_text(const response_head& head, const framing& added) {
    std::string text;
    text.reserve(512);
    auto out = std::back_inserter(text);

    const std::string_view reason = beast_http::obsolete_reason(beast_http::int_to_status(head.status));
    fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\nX-Request-Id: {}\r\n", head.status, reason,
                   http_date(std::chrono::system_clock::now()), added.request_id);
    for (const auto& [name, value] : head.headers)
        fmt::format_to(out, "{}: {}\r\n", name, value);
    if (!added.connection.empty()) fmt::format_to(out, "Connection: {}\r\n", added.connection);
    if (added.content_length) fmt::format_to(out, "Content-Length: {}\r\n", *added.content_length);
    if (added.chunked) text += "Transfer-Encoding: chunked\r\n";
    text += "\r\n";
    return text;
}

} // namespace sample_host::http
