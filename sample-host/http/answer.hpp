#pragma once

#include "http/responder.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace sample_host::http {

/// A whole answer.
struct answer {
    response_head head;
    std::string body;
};

answer json_answer(unsigned status, const boost::json::value& body);

/// An error in Suasor's shape: {"type","message","statusCode","timestamp","request_id"}. The message may quote the request.
answer error_answer(unsigned status, std::string_view message, std::string_view request_id);

} // namespace sample_host::http
