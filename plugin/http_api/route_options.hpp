#pragma once

// Where the routes are, and how their answers are wrapped.

#include <string>

namespace media_sync {

enum class response_envelope {
    bare,   ///< the run or the array is the body
    suasor, ///< {"success": true, "message": "...", "data": ...}
};

struct route_options {
    std::string prefix = "/api/v1";
    response_envelope envelope = response_envelope::bare;
};

} // namespace media_sync
