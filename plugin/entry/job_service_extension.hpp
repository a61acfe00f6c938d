#pragma once

// suasor.job_service/1: the job service for the host and for other plugins.

#include "plugin/core/progress/job_service.hpp"
#include "plugin/entry/extension_gate.hpp"

#include <suasor/job_service.h>

namespace media_sync {

class job_service_extension {
  public:
    job_service_extension();

    /// The struct to hand out, valid as long as this object; it answers SUASOR_E_CLOSED before open and after close.
    const suasor_job_service* c() const { return &c_; }

    void open(job_service& service) { gate_.open(service); }
    /// See extension_gate.
    void close() { gate_.close(); }

  private:
    template <class Call>
    static suasor_status call(const suasor_job_service* self, suasor_error* error, Call&& call) noexcept;

    extension_gate<job_service> gate_{"the job service"};
    suasor_job_service c_;
};

} // namespace media_sync
