#pragma once

// The plugin's settings, read from the JSON object that the host hands over.

#include "plugin/core/progress/executor_watch.hpp"
#include "plugin/core/progress/progress_flusher.hpp"
#include "plugin/core/result.hpp"
#include "plugin/core/sync/sync_runner.hpp"
#include "plugin/http_api/progress_routes.hpp"

namespace media_sync {

struct settings {
    route_options routes;
    progress_flusher::options flushing;
    std::chrono::seconds stalled_after{60};
    std::size_t database_readers = 2;  ///< threads that answer requests from the database
    std::size_t queued_requests = 256; ///< requests that may wait for one of them
    bool listen = true;                ///< whether to hear of other processes' runs by LISTEN
    live_feed::options following;
    std::chrono::seconds schedule{60}; ///< from one look for scheduled syncs that are due to the next
    sync_runner::options syncing;
};

/// Reads the settings; invalid_argument names a member that is not known or has a wrong value, and what is allowed.
///
///     routePrefix          "/api/v1"     where the three routes are
///     responseEnvelope     "bare"        or "suasor"
///     flushIntervalMs      250           200 to 10000: from one stored progress to the next
///     stalledAfterSeconds  60            1 to 86400: nothing advanced for so long is "stalled"
///     databaseReaders      2             1 to 64
///     queuedRequests       256           1 to 100000
///     listen               true          or false: look at the database four times a second instead, while somebody watches
///     scheduleSeconds      60            1 to 86400: from one look for scheduled syncs that are due to the next
///     allowEmptiedLibrary  false         or true: unmap everything when a server lists nothing where it had items
///     maxStreams           20000         1 to 1000000: open streams and held-back requests
result<settings> parse_settings(std::string_view json);

} // namespace media_sync
