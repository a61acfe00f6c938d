#pragma once

// Suasor's error body, in which every refusal of the three routes is answered.

#include "plugin/core/clock.hpp"

#include <string>
#include <string_view>

namespace media_sync {

/// {"type","message","statusCode","timestamp","request_id"}; `type` follows from the status, for example "NOT_FOUND".
std::string error_body(int status, std::string_view message, time_point now, std::string_view request_id);

} // namespace media_sync
