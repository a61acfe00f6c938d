#include "cli/job_service_client.hpp"

namespace sample_host {

const suasor_job_service& job_service_client::require() const {
    const auto* service = static_cast<const suasor_job_service*>(plugins_.find_extension(SUASOR_JOB_SERVICE));
    if (service) return *service;
    throw suasor::error(SUASOR_E_UNSUPPORTED,
                        "no plugin offers " SUASOR_JOB_SERVICE "; put suasor_media_sync.so into the plugins' folder");
}

std::string job_service_client::progress(std::uint64_t run_id, const std::optional<suasor::principal>& viewer) const {
    std::string json;
    const suasor_receiver receiver{sizeof receiver, 0, &json, [](void* target, suasor_string text) {
                                       static_cast<std::string*>(target)->assign(suasor::to_view(text));
                                   }};
    const auto& service = require();
    suasor::error_buffer problem;
    problem.check(service.get_progress(&service, run_id, suasor::c_principal(viewer).c(), &receiver, problem.c()));
    return json;
}

void job_service_client::request_cancel(std::uint64_t run_id, const std::optional<suasor::principal>& viewer) const {
    const auto& service = require();
    suasor::error_buffer problem;
    problem.check(service.request_cancel(&service, run_id, suasor::c_principal(viewer).c(), problem.c()));
}

} // namespace sample_host
