#pragma once

#include "jobs/run_progress.hpp"

#include <suasor/host/job_context.hpp>

#include <condition_variable>
#include <mutex>

// The context of one run: whether it should stop, and where its progress goes.
namespace sample_host::jobs {

/// See suasor_job_context. [any-thread]
class run_context final : public suasor::host_job_context {
  public:
    /// `observer` must outlive the context and may be empty.
    run_context(std::uint64_t run_id, std::int32_t trigger, const progress_observer& observer);

    std::int32_t cancel_requested() const noexcept override;
    std::int32_t wait_cancel(std::chrono::milliseconds timeout) const noexcept override;
    void progress(int percent, std::optional<std::int64_t> processed, std::optional<std::int64_t> total,
                  std::string_view message) const noexcept override;

    /// The first reason stays.
    void cancel(std::int32_t reason) noexcept;

  private:
    const std::uint64_t run_id_;
    const progress_observer& observer_;
    mutable std::mutex mutex_;
    mutable std::condition_variable cancelled_;
    std::int32_t reason_ = SUASOR_CANCEL_NONE;
};

} // namespace sample_host::jobs
