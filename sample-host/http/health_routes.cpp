#include "http/answer.hpp"
#include "http/host_routes.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>

namespace sample_host::http {
namespace {

prometheus::MetricFamily gauge(const char* name, const char* help, std::size_t value) {
    prometheus::ClientMetric metric;
    metric.gauge.value = static_cast<double>(value);
    return {name, help, prometheus::MetricType::Gauge, {metric}};
}

prometheus::MetricFamily answers(const server_statistics& numbers) {
    prometheus::MetricFamily family{
        "suasor_host_http_answers_total", "Answers by class of status.", prometheus::MetricType::Counter, {}};
    for (std::size_t status_class = 2; status_class < numbers.answers_by_class.size(); ++status_class) {
        prometheus::ClientMetric metric;
        metric.label.push_back({"status", std::to_string(status_class) + "xx"});
        metric.counter.value = static_cast<double>(numbers.answers_by_class[status_class]);
        family.metric.push_back(std::move(metric));
    }
    return family;
}

std::string metrics_text(const server_statistics& numbers) {
    std::ostringstream text;
    prometheus::TextSerializer{}.Serialize(
        text, {answers(numbers),
               gauge("suasor_host_http_connections", "Connections that are open.", numbers.open_connections),
               gauge("suasor_host_http_in_flight", "Requests whose answer is open.", numbers.in_flight)});
    return text.str();
}

} // namespace

void add_health_routes(router& routes, const host_services& services) {
    const auto healthy = json_answer(200, {{"status", "ok"}});
    routes.add(
        "GET", "/api/v1/health",
        [healthy](const request&, const std::shared_ptr<responder>& to) { to->send(healthy.head, healthy.body); },
        identity::ignored);

    routes.add(
        "GET", "/metrics", [statistics = services.statistics](const request&, const std::shared_ptr<responder>& to) {
            to->send({200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}}, metrics_text(statistics()));
        });
}

} // namespace sample_host::http
