#pragma once

// A job that exports items, and reports how far it is through another plugin's job service.

#include "export_order.hpp"

#include <suasor/plugin.hpp>

#include <mutex>
#include <unordered_map>

namespace reporter {

constexpr std::string_view k_export_job = "example.export";

class export_job final : public suasor::job {
  public:
    explicit export_job(suasor::host_services host);

    /// Stores the run, so that whoever asked can watch it from now on, and keeps the order for run.
    suasor::prepared_run prepare(const suasor::job_request& request) override;

    void run(std::uint64_t run_id, const suasor::job_context& context) override;

  private:
    export_order take_order(std::uint64_t run_id);

    const suasor::host_services host_;
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, export_order> orders_; ///< of the runs that have not started
};

} // namespace reporter
