#include "plugin/http_api/error_body.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/core/progress/run_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace media_sync {

namespace {

std::string_view error_type(int status) {
    switch (status) {
    case 400:
        return "BAD_REQUEST";
    case 401:
        return "UNAUTHORIZED";
    case 404:
        return "NOT_FOUND";
    case 406:
        return "NOT_ACCEPTABLE";
    case 429:
        return "RATE_LIMITED";
    case 503:
        return "SERVICE_UNAVAILABLE";
    default:
        return "INTERNAL_SERVER_ERROR";
    }
}

} // namespace

std::string error_body(int status, std::string_view message, time_point now, std::string_view request_id) {
    // The message may quote the request, whose percent-decoded bytes need not be UTF-8.
    return boost::json::serialize(boost::json::object{{"type", error_type(status)},
                                                      {"message", clean_text(message)},
                                                      {"statusCode", status},
                                                      {"timestamp", rfc3339(now)},
                                                      {"request_id", request_id}});
}

} // namespace media_sync
