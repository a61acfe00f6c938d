#include "plugins/plugin_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace sample_host::plugins {
namespace {

class counter_instrument final : public suasor::host_instrument {
  public:
    explicit counter_instrument(prometheus::Counter& counter) : counter_(counter) {}
    void add(double value) noexcept override { counter_.Increment(value); } // which ignores what is negative

  private:
    prometheus::Counter& counter_;
};

class gauge_instrument final : public suasor::host_instrument {
  public:
    explicit gauge_instrument(prometheus::Gauge& gauge) : gauge_(gauge) {}
    void add(double value) noexcept override { gauge_.Increment(value); }
    void set(double value) noexcept override { gauge_.Set(value); }

  private:
    prometheus::Gauge& gauge_;
};

class histogram_instrument final : public suasor::host_instrument {
  public:
    explicit histogram_instrument(prometheus::Histogram& histogram) : histogram_(histogram) {}
    void observe(double value) noexcept override { histogram_.Observe(value); }

  private:
    prometheus::Histogram& histogram_;
};

bool of_one_family(const suasor::owned_metric& a, const suasor::owned_metric& b) {
    const auto same_name = [](const auto& x, const auto& y) { return x.first == y.first; };
    return a.kind() == b.kind() && a.help() == b.help() && a.bounds() == b.bounds() &&
           std::ranges::equal(a.labels(), b.labels(), same_name);
}

} // namespace

plugin_metrics::plugin_metrics(plugin_scope& scope, exposition& shown)
    : scope_(scope), shown_(shown), registry_(std::make_shared<prometheus::Registry>()) {
    shown_.add(registry_);
}

plugin_metrics::~plugin_metrics() = default;

const suasor::host_instrument& plugin_metrics::add(suasor::owned_metric added) {
    scope_.require_registering();
    const auto whole_name = scope_.name + "_" + added.name();
    require_unlike_others(added, whole_name);

    instruments_.push_back(make_instrument(added, whole_name));
    auto name = added.name();
    added_.emplace(std::move(name), std::move(added));
    return *instruments_.back();
}

void plugin_metrics::require_unlike_others(const suasor::owned_metric& added, const std::string& whole_name) const {
    const auto [first, last] = added_.equal_range(added.name());
    if (first == last && shown_.shows(whole_name))
        throw suasor::error(SUASOR_E_CONFLICT, "the host has another metric " + whole_name);

    for (auto other = first; other != last; ++other) {
        if (!of_one_family(other->second, added))
            throw suasor::error(SUASOR_E_CONFLICT, "there is a metric " + added.name() +
                                                       " with another kind, help, other labels or other bounds");
        if (other->second.labels() == added.labels())
            throw suasor::error(SUASOR_E_EXISTS, "there is a metric " + added.name() + " with the same labels already");
    }
}

std::unique_ptr<suasor::host_instrument> plugin_metrics::make_instrument(const suasor::owned_metric& added,
                                                                         const std::string& whole_name) {
    const auto family = [&](auto&& builder) -> auto& {
        return builder.Name(whole_name).Help(added.help()).Register(*registry_);
    };
    switch (added.kind()) {
    case SUASOR_METRIC_COUNTER:
        return std::make_unique<counter_instrument>(family(prometheus::BuildCounter()).Add(added.labels()));
    case SUASOR_METRIC_GAUGE:
        return std::make_unique<gauge_instrument>(family(prometheus::BuildGauge()).Add(added.labels()));
    default:
        return std::make_unique<histogram_instrument>(
            family(prometheus::BuildHistogram()).Add(added.labels(), added.bounds()));
    }
}

} // namespace sample_host::plugins
