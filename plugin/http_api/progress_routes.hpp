#pragma once

// The three routes on which progress is read:
//
//     GET PREFIX/jobs/runs/:id/progress        one run
//     GET PREFIX/jobs/active                   the caller's pending and running runs, newest first, ?limit=
//     GET PREFIX/jobs/media-sync/:id/progress  the active, else the latest run of a media_sync_jobs row

#include "plugin/core/clock.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/core/work_queue.hpp"

#include <suasor/plugin.hpp>

namespace media_sync {

/// How answers are wrapped.
enum class response_envelope {
    bare,   ///< the run or the array is the body
    suasor, ///< {"success": true, "message": "...", "data": ...}
};

struct route_options {
    std::string prefix = "/api/v1";
    response_envelope envelope = response_envelope::bare;
};

/// Adds the routes to the host's router. The references outlive the routes; `database_reads` carries what has to ask the
/// database, and a full one is answered 503. Throws suasor::error. [init]
void add_progress_routes(const suasor_router_service& router, const route_options& options, job_service& jobs,
                         run_store& runs, work_queue& database_reads, const clock& time);

} // namespace media_sync
