#pragma once

// What the three routes are asked, once the request has been found to be well-formed.

#include "plugin/core/progress/run.hpp"
#include "plugin/http_api/refusal.hpp"

#include <suasor/plugin.hpp>

namespace media_sync {

struct route_query {
    scope viewer;
    user_id user = 0;      ///< who asks, whatever they may see
    std::uint64_t id = 0;  ///< of a run or a media sync job
    std::size_t limit = 0; ///< of a list
    /// How many of the run's stored failures are known already; nullopt: the few in its progress data will do.
    std::optional<std::size_t> failures_after = std::nullopt;
};

/// Of a route with an :id. 401 before 400.
accepted_or<route_query> query_by_id(const suasor::request& request);

/// Of the route of one run. 401 before 400.
accepted_or<route_query> query_of_run(const suasor::request& request);

/// Of the list. 401 before 400.
accepted_or<route_query> query_of_list(const suasor::request& request);

} // namespace media_sync
