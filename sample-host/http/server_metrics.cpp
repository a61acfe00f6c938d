#include "http/server_metrics.hpp"

#include <prometheus/metric_family.h>

#include <string>
#include <utility>

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

class server_metrics final : public prometheus::Collectable {
  public:
    explicit server_metrics(std::function<server_statistics()> statistics) : statistics_(std::move(statistics)) {}

    std::vector<prometheus::MetricFamily> Collect() const override {
        const auto numbers = statistics_();
        return {answers(numbers),
                gauge("suasor_host_http_connections", "Connections that are open.", numbers.open_connections),
                gauge("suasor_host_http_in_flight", "Requests whose answer is open.", numbers.in_flight)};
    }

  private:
    const std::function<server_statistics()> statistics_;
};

} // namespace

std::shared_ptr<const prometheus::Collectable> create_server_metrics(std::function<server_statistics()> statistics) {
    return std::make_shared<server_metrics>(std::move(statistics));
}

} // namespace sample_host::http
