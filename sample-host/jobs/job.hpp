#pragma once

#include "jobs/outcome.hpp"

#include <suasor/host/job_context.hpp>
#include <suasor/scheduler.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

// A job as the scheduler sees it, whether a plugin brought it or the host has it itself.
namespace sample_host::jobs {

/// What a job is asked to prepare; borrowed until prepare returns. `trigger` is SUASOR_TRIGGER_*.
struct job_request {
    std::int32_t trigger;
    std::string_view params = "{}";
    std::optional<suasor::principal> principal;
};

/// What came of it. `disposition` is SUASOR_PREPARED_*; `run_id` is 0 with SUASOR_PREPARED_NOTHING.
struct prepared_run {
    std::uint64_t run_id = 0;
    std::int32_t disposition = SUASOR_PREPARED_NOTHING;
};

/// See suasor_job for the contract of the two calls. [job]
class job {
  public:
    virtual ~job() = default;

    virtual std::string_view name() const noexcept = 0;
    virtual std::string_view description() const noexcept = 0;
    /// From the end of one prepare to the next; zero: only when asked for.
    virtual std::chrono::milliseconds interval() const noexcept = 0;

    virtual outcome<prepared_run> prepare(const job_request& request) = 0;
    virtual outcome<void> run(std::uint64_t run_id, const suasor::host_job_context& context) = 0;
};

} // namespace sample_host::jobs
