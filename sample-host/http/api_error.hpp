#pragma once

#include <suasor/types.hpp>

#include <string>

namespace sample_host {
class logger;
}

namespace sample_host::http {

/// The one place where the host's own failures become HTTP.
struct api_error {
    unsigned status;
    std::string message;
};

unsigned to_http_status(suasor_status status) noexcept;

/// Inside a catch block: suasor::error by its status, database_unavailable as 503, everything else as 500 with its text in
/// the log and not in the answer.
api_error describe_current_exception(logger& log);

} // namespace sample_host::http
