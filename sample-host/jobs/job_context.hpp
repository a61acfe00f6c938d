#pragma once

#include <suasor/host.hpp>

// What a run can ask and tell the host while it works.
namespace sample_host::jobs {

/// See suasor_job_context. [any-thread]
using job_context = suasor::host_job_context;

} // namespace sample_host::jobs
