#pragma once

#include "metrics/exposition.hpp"
#include "plugins/plugin_scope.hpp"

#include <suasor/host/services.hpp>

#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

// suasor.metrics/1: what a plugin counts, shown under its name for as long as it lives.
namespace sample_host::plugins {

class plugin_metrics final : public suasor::host_metrics {
  public:
    plugin_metrics(plugin_scope& scope, exposition& shown);
    ~plugin_metrics() override;

    const suasor::host_instrument& add(suasor::owned_metric added) override;

  private:
    void require_unlike_others(const suasor::owned_metric& added, const std::string& whole_name) const;
    std::unique_ptr<suasor::host_instrument> make_instrument(const suasor::owned_metric& added,
                                                             const std::string& whole_name);

    plugin_scope& scope_;
    exposition& shown_;
    const std::shared_ptr<prometheus::Registry> registry_;
    std::multimap<std::string, suasor::owned_metric> added_; // by name
    std::vector<std::unique_ptr<suasor::host_instrument>> instruments_;
};

} // namespace sample_host::plugins
