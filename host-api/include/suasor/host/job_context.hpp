#ifndef SUASOR_HOST_JOB_CONTEXT_HPP
#define SUASOR_HOST_JOB_CONTEXT_HPP

// The context of a run as a C++ host implements it.

#include "../job_context.h"
#include "checks.hpp"

#include <chrono>

namespace suasor {

/// See suasor_job_context. `trigger` is SUASOR_TRIGGER_*. [any-thread]
class host_job_context {
  public:
    explicit host_job_context(std::int32_t trigger) noexcept
        : c_{sizeof(suasor_job_context), trigger, this, &c_cancel_requested, &c_wait_cancel, &c_progress} {}
    host_job_context(const host_job_context&) = delete;
    host_job_context& operator=(const host_job_context&) = delete;
    virtual ~host_job_context() = default;

    /// SUASOR_CANCEL_*.
    virtual std::int32_t cancel_requested() const noexcept = 0;
    virtual std::int32_t wait_cancel(std::chrono::milliseconds timeout) const noexcept = 0;
    /// `percent` has been brought into 0 to 100; a count that is not known, or negative, is empty.
    virtual void progress(int percent, std::optional<std::int64_t> processed, std::optional<std::int64_t> total,
                          std::string_view message) const noexcept = 0;

    std::int32_t trigger() const noexcept { return c_.trigger; }
    const suasor_job_context* c() const noexcept { return &c_; }

  private:
    static const host_job_context& of(const suasor_job_context* c) noexcept {
        return *static_cast<const host_job_context*>(c->impl);
    }
    static std::optional<std::int64_t> known(std::int64_t count) noexcept {
        return count < 0 ? std::nullopt : std::optional(count);
    }

    static std::int32_t c_cancel_requested(const suasor_job_context* c) { return of(c).cancel_requested(); }
    static std::int32_t c_wait_cancel(const suasor_job_context* c, std::uint32_t timeout_ms) {
        return of(c).wait_cancel(std::chrono::milliseconds(timeout_ms));
    }
    static void c_progress(const suasor_job_context* c, std::int32_t percent, std::int64_t processed,
                           std::int64_t total, suasor_string message) {
        of(c).progress(std::clamp(percent, 0, 100), known(processed), known(total),
                       message.ptr ? to_view(message) : std::string_view{});
    }

    suasor_job_context c_;
};

} // namespace suasor

#endif
