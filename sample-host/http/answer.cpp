#include "http/answer.hpp"

#include "http/timestamp.hpp"
#include "valid_utf8.hpp"

#include <boost/json/serialize.hpp>

namespace sample_host::http {
namespace {

/// Suasor's own names where it has one.
std::string_view error_type(unsigned status) {
    switch (status) {
    case 400:
        return "BAD_REQUEST";
    case 401:
        return "UNAUTHORIZED";
    case 403:
        return "FORBIDDEN";
    case 404:
        return "NOT_FOUND";
    case 405:
        return "METHOD_NOT_ALLOWED";
    case 408:
        return "TIMEOUT";
    case 409:
        return "CONFLICT";
    case 413:
        return "PAYLOAD_TOO_LARGE";
    case 415:
        return "UNSUPPORTED_MEDIA_TYPE";
    case 417:
        return "EXPECTATION_FAILED";
    case 422:
        return "UNPROCESSABLE_ENTITY";
    case 429:
        return "RATE_LIMITED";
    case 431:
        return "HEADERS_TOO_LARGE";
    case 503:
        return "SERVICE_UNAVAILABLE";
    case 504:
        return "TIMEOUT";
    default:
        return status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
    }
}

} // namespace

answer json_answer(unsigned status, const boost::json::value& body) {
    return {{status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}},
            boost::json::serialize(body)};
}

answer error_answer(unsigned status, std::string_view message, std::string_view request_id) {
    auto made = json_answer(status, {{"type", error_type(status)},
                                     {"message", valid_utf8(message)},
                                     {"statusCode", status},
                                     {"timestamp", rfc3339(std::chrono::system_clock::now())},
                                     {"request_id", request_id}});
    if (status == 401) made.head.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (status == 503) made.head.headers.emplace_back("Retry-After", "5");
    return made;
}

} // namespace sample_host::http
