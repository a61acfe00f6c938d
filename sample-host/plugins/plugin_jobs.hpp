#pragma once

#include "jobs/scheduler.hpp"
#include "plugins/plugin_scope.hpp"

#include <suasor/host/services.hpp>

#include <mutex>
#include <vector>

// suasor.scheduler/1: a plugin's jobs in the host's scheduler.
namespace sample_host::plugins {

class gated_job;

class plugin_jobs final : public suasor::host_scheduler {
  public:
    plugin_jobs(plugin_scope& scope, jobs::scheduler& scheduler);
    ~plugin_jobs() override;

    void add(suasor::owned_job added) override;
    void run_now(std::string_view job_name, std::uint64_t run_id) override;
    void cancel(std::uint64_t run_id) override;

    /// In the order of adding.
    std::vector<jobs::job_description> describe() const;

    /// Takes the jobs out of the scheduler and destroys them. Nothing of them may be in flight.
    void drop() noexcept;

  private:
    plugin_scope& scope_;
    jobs::scheduler& scheduler_;
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<gated_job>> jobs_;
};

} // namespace sample_host::plugins
