#pragma once

// The plugin's settings, read from the JSON object that the host hands over.

#include "plugin/core/progress/executor_watch.hpp"
#include "plugin/core/progress/progress_flusher.hpp"
#include "plugin/core/progress/run_retention.hpp"
#include "plugin/core/result.hpp"
#include "plugin/core/sync/sync_runner.hpp"
#include "plugin/http_api/progress_routes.hpp"

#include <boost/json/value.hpp>

#include <functional>
#include <string>
#include <vector>

namespace media_sync {

struct settings {
    route_options routes;
    progress_flusher::options flushing;
    std::chrono::seconds stalled_after{};
    std::size_t database_readers = 0; ///< threads that answer requests from the database
    std::size_t queued_requests = 0;  ///< requests that may wait for one of them
    bool listen = false;              ///< whether to hear of other processes' runs by LISTEN
    live_feed::options following;
    std::chrono::seconds schedule{}; ///< from one look for scheduled syncs that are due to the next
    sync_runner::options syncing;
    run_retention::options retention;
};

/// One of the settings: a row of the reference, and how it is read.
struct setting {
    std::string_view name;
    std::string_view by_default; ///< JSON
    std::string allowed;         ///< completes "must be ..."
    std::string_view meaning;
    std::function<bool(const boost::json::value& given, settings& into)> read; ///< false for what is not allowed
};

/// All of them, in the order of the reference in README.md, which a test compares with them.
std::vector<setting> known_settings();

/// Reads the settings; those that are missing have their defaults. invalid_argument names a member that is not known or has a
/// wrong value, and what is allowed.
result<settings> parse_settings(std::string_view json);

} // namespace media_sync
