#pragma once

// The job service of whichever plugin offers one, in C++: what this plugin's jobs tell of their runs.

#include <suasor/plugin.hpp>

namespace reporter {

/// Every call throws suasor::error with what the service answered. Cheap to make and to copy. [any-thread]
class run_reports {
  public:
    /// Throws SUASOR_E_UNAVAILABLE while no plugin offers a job service. Plugins are initialised in an order that none of
    /// them knows: make this when a job starts, not in init.
    explicit run_reports(const suasor::host_services& host);

    /// Stores a new run with status "running". May block.
    std::uint64_t create(std::string_view job_name, const std::optional<suasor::principal>& owner) const;

    /// None of these blocks: a run may report as often as it likes.
    void set_total(std::uint64_t run, std::int64_t items) const;
    void add_processed(std::uint64_t run, std::int64_t items) const;
    void set_percent(std::uint64_t run, int percent, std::string_view message) const;
    void set_data(std::uint64_t run, std::string_view json_object) const;

    /// May block. SUASOR_RUN_COMPLETED has no reason.
    void end(std::uint64_t run, std::int32_t status, std::string_view reason) const;

  private:
    const suasor_job_service* service_;
};

} // namespace reporter
