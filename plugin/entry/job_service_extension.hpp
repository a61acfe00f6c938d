#pragma once

// suasor.job_service/1: the job service for the host and for other plugins.

#include "plugin/core/progress/job_service.hpp"

#include <suasor/job_service.h>

#include <atomic>

namespace media_sync {

class job_service_extension {
  public:
    job_service_extension();

    /// The struct to hand out, valid as long as this object; it answers SUASOR_E_CLOSED before open and after close.
    const suasor_job_service* c() const { return &c_; }

    void open(job_service& service) { service_ = &service; }
    /// Returns when no call is under way any more, so that the service may go; not to be called from within one.
    void close();

  private:
    template <class Call>
    static suasor_status call(const suasor_job_service* self, suasor_error* error, Call&& call) noexcept;

    mutable std::atomic<int> calls_under_way_{0};
    std::atomic<job_service*> service_{nullptr};
    suasor_job_service c_;
};

} // namespace media_sync
