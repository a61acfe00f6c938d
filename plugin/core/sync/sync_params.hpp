#pragma once

// The parameters with which a media sync is asked for, as JSON: {"clientID": 3, "syncType": "music"}.

#include "plugin/core/result.hpp"
#include "plugin/core/sync/client.hpp"
#include "plugin/core/sync/sync_type.hpp"

#include <optional>
#include <string_view>

namespace media_sync {

struct sync_params {
    std::optional<client_id> client;
    std::optional<sync_type> type;
};

/// Reads a JSON object with the optional members "clientID" (a positive integer) and "syncType" (one of Suasor's words).
/// invalid_argument names the member that is wrong or not known.
result<sync_params> parse_sync_params(std::string_view json);

} // namespace media_sync
