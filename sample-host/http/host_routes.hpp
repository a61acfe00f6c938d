#pragma once

#include "http/router.hpp"
#include "http/server.hpp"

#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <functional>

namespace sample_host {

class clients;
class exposition;
class job_runs;
class logger;
class media_sync_jobs;
class users;

namespace jobs {
class scheduler;
}

} // namespace sample_host

namespace sample_host::http {

/// Asks that a run be cancelled. May block; throws suasor::error: SUASOR_E_NOT_FOUND if there is no such run or it is not
/// the principal's, SUASOR_E_CONFLICT if it has ended.
using run_canceller = std::function<void(std::uint64_t run_id, const principal& who)>;

/// What the host's own routes stand on. All of it must outlive the server; `workers` must be joined before the rest goes.
struct host_services {
    users& accounts;
    clients& media_clients;
    media_sync_jobs& sync_jobs;
    job_runs& runs;
    jobs::scheduler& scheduler;
    run_canceller cancel_run;
    const exposition& metrics;
    boost::asio::thread_pool& workers; ///< where handlers block
    logger& log;
};

/// Adds every route of the host: sessions, clients, jobs, health, metrics, and the pages of web/. Throws as router::add.
void add_host_routes(router& routes, const host_services& services);

/// GET, POST and DELETE of /api/v1/auth/session: a bearer token becomes a cookie, so that a page can call the routes without
/// holding the token itself, and can ask who is signed in.
void add_session_routes(router& routes, const host_services& services);

/// GET and POST of /api/v1/clients; what is read back holds no secret.
void add_client_routes(router& routes, const host_services& services);

/// Starting jobs, listing runs and cancelling them: /api/v1/jobs/media-sync/run, full-sync, :name/run, runs, runs/:id.
void add_job_routes(router& routes, const host_services& services);

/// GET, POST, and PATCH of one, of /api/v1/jobs/media-sync: what is synced, and how often.
void add_media_sync_routes(router& routes, const host_services& services);

/// GET of /api/v1/health, which asks nobody and says only that requests are served, and of /metrics for Prometheus.
void add_health_routes(router& routes, const host_services& services);

/// Serves the files of web/, which are part of the executable. The page may load only what this host serves.
void add_web_routes(router& routes);

} // namespace sample_host::http
