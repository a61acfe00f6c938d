#include "cli/job_service_client.hpp"

namespace sample_host {
namespace {

constexpr std::uint32_t k_most_active = 1000;

/// Puts the text into a string, which must outlive the call that is given this.
suasor_receiver receiver_of(std::string& target) noexcept {
    return {sizeof(suasor_receiver), 0, &target, [](void* received, suasor_string text) {
                static_cast<std::string*>(received)->assign(suasor::to_view(text));
            }};
}

} // namespace

const suasor_job_service& job_service_client::require() const {
    const auto* service = static_cast<const suasor_job_service*>(plugins_.find_extension(SUASOR_JOB_SERVICE));
    if (service) return *service;
    throw suasor::error(SUASOR_E_UNSUPPORTED,
                        "no plugin offers " SUASOR_JOB_SERVICE "; put suasor_media_sync.so into the plugins' folder");
}

std::string job_service_client::progress(std::uint64_t run_id, const std::optional<suasor::principal>& viewer) const {
    std::string json;
    const auto receiver = receiver_of(json);
    const auto& service = require();
    suasor::error_buffer problem;
    problem.check(service.get_progress(&service, run_id, suasor::c_principal(viewer).c(), &receiver, problem.c()));
    return json;
}

std::vector<run_snapshot> job_service_client::active_runs(const std::optional<suasor::principal>& viewer) const {
    std::string json;
    const auto receiver = receiver_of(json);
    const auto& service = require();
    suasor::error_buffer problem;
    problem.check(
        service.get_active_runs(&service, suasor::c_principal(viewer).c(), k_most_active, &receiver, problem.c()));
    return parse_run_snapshots(json);
}

void job_service_client::request_cancel(std::uint64_t run_id, const std::optional<suasor::principal>& viewer) const {
    const auto& service = require();
    suasor::error_buffer problem;
    problem.check(service.request_cancel(&service, run_id, suasor::c_principal(viewer).c(), problem.c()));
}

} // namespace sample_host
