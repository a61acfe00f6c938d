#include "jobs/run_context.hpp"

namespace sample_host::jobs {

run_context::run_context(std::uint64_t run_id, std::int32_t trigger, const progress_observer& observer)
    : host_job_context(trigger), run_id_(run_id), observer_(observer) {}

std::int32_t run_context::cancel_requested() const noexcept {
    const std::lock_guard lock(mutex_);
    return reason_;
}

std::int32_t run_context::wait_cancel(std::chrono::milliseconds timeout) const noexcept {
    std::unique_lock lock(mutex_);
    cancelled_.wait_for(lock, timeout, [this] { return reason_ != SUASOR_CANCEL_NONE; });
    return reason_;
}

void run_context::progress(int percent, std::optional<std::int64_t> processed, std::optional<std::int64_t> total,
                           std::string_view message) const noexcept {
    if (observer_) observer_({run_id_, percent, processed, total, message});
}

void run_context::cancel(std::int32_t reason) noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (reason_ != SUASOR_CANCEL_NONE) return;
        reason_ = reason;
    }
    cancelled_.notify_all();
}

} // namespace sample_host::jobs
