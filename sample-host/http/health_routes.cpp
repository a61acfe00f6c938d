#include "http/answer.hpp"
#include "http/host_routes.hpp"
#include "metrics/exposition.hpp"

namespace sample_host::http {

void add_health_routes(router& routes, const host_services& services) {
    const auto healthy = json_answer(200, {{"status", "ok"}});
    routes.add(
        "GET", "/api/v1/health",
        [healthy](const request&, const std::shared_ptr<responder>& to) { to->send(healthy.head, healthy.body); },
        identity::ignored);

    routes.add(
        "GET", "/metrics",
        [&shown = services.metrics](const request&, const std::shared_ptr<responder>& to) {
            to->send({200, {{"Content-Type", std::string(exposition::k_content_type)}}}, shown.text());
        },
        identity::ignored);
}

} // namespace sample_host::http
