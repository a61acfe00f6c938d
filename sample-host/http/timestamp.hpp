#pragma once

#include <chrono>
#include <string>

namespace sample_host::http {

/// RFC 3339 in UTC with milliseconds: "2026-01-02T03:04:05.678Z".
std::string rfc3339(std::chrono::system_clock::time_point time);

/// RFC 9110 section 5.6.7, for the Date header: "Fri, 02 Jan 2026 03:04:05 GMT".
std::string http_date(std::chrono::system_clock::time_point time);

} // namespace sample_host::http
