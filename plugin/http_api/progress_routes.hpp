#pragma once

// The three routes on which progress is read:
//
//     GET PREFIX/jobs/runs/:id/progress        one run, ?failures=all&after=
//     GET PREFIX/jobs/active                   the caller's pending and running runs, newest first, ?limit=
//     GET PREFIX/jobs/media-sync/:id/progress  the active, else the latest run of a media_sync_jobs row
//
// Each answers at once, or holds the answer back until it is another one (Prefer: wait with If-None-Match), or streams
// (Accept: text/event-stream).

#include "plugin/core/metrics.hpp"
#include "plugin/core/progress/failure_store.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/core/work_queue.hpp"
#include "plugin/http_api/live_feed.hpp"
#include "plugin/http_api/route_options.hpp"

#include <suasor/plugin.hpp>

#include <functional>
#include <string>

namespace media_sync {

/// What the routes stand on; all of it outlives them.
struct route_parts {
    job_service& jobs;
    run_store& runs;
    failure_store& failures;
    progress_hub& hub;
    work_queue& database_reads; ///< carries what has to ask the database; a full one is answered 503
    live_feed& feed;
    const clock& time;
    std::function<void(const std::string&)>
        on_trouble; ///< why a request was answered 500, for the log; from any thread
    const metrics& counted = no_metrics();
};

/// Adds the routes to the host's router. Throws suasor::error. [init]
void add_progress_routes(const suasor_router_service& router, const route_options& options, const route_parts& parts);

} // namespace media_sync
