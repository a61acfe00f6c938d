// The job service that some plugin offers, for the host's own use.
#pragma once

#include "cli/run_snapshot.hpp"
#include "plugins/plugin_host.hpp"

#include <suasor/suasor.h>
#include <suasor/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sample_host {

/// Calls may block and throw suasor::error with what the service answered. A principal of nullopt is the host itself, which
/// sees every run. [any-thread]
class job_service_client {
  public:
    /// The plugin host must outlive this.
    explicit job_service_client(const plugins::plugin_host& plugins) noexcept : plugins_(plugins) {}

    /// Throws SUASOR_E_UNSUPPORTED if no plugin offers one.
    void require_offered() const { require(); }

    /// The run as JSON, see suasor_job_service.get_progress.
    std::string progress(std::uint64_t run_id, const std::optional<suasor::principal>& viewer = std::nullopt) const;

    /// The newest thousand of the runs that are pending or running, newest first.
    std::vector<run_snapshot> active_runs(const std::optional<suasor::principal>& viewer = std::nullopt) const;

    void request_cancel(std::uint64_t run_id, const std::optional<suasor::principal>& viewer = std::nullopt) const;

  private:
    const suasor_job_service& require() const;

    const plugins::plugin_host& plugins_;
};

} // namespace sample_host
