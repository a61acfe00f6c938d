#include "http/host_routes.hpp"

namespace sample_host::http {

void add_host_routes(router& routes, const host_services& services) {
    add_session_routes(routes, services);
    add_client_routes(routes, services);
    add_job_routes(routes, services);
    add_media_sync_routes(routes, services);
    add_health_routes(routes, services);
    add_web_routes(routes);
}

} // namespace sample_host::http
