#include "run_reports.hpp"

namespace reporter {

run_reports::run_reports(const suasor::host_services& host)
    : service_(host.find<suasor_job_service>(SUASOR_JOB_SERVICE)) {
    if (!service_)
        throw suasor::error(SUASOR_E_UNAVAILABLE,
                            "no plugin offers " SUASOR_JOB_SERVICE "; load suasor_media_sync.so beside this one");
}

std::uint64_t run_reports::create(std::string_view job_name, const std::optional<suasor::principal>& owner) const {
    const suasor_run_request request{sizeof request, 0, suasor::to_c(job_name), suasor::to_c("system"),
                                     owner ? owner->user_id : 0};
    std::uint64_t run = 0;
    suasor::error_buffer problem;
    problem.check(service_->create_run(service_, &request, &run, problem.c()));
    return run;
}

void run_reports::set_total(std::uint64_t run, std::int64_t items) const {
    suasor::error_buffer problem;
    problem.check(service_->set_total_items(service_, run, items, problem.c()));
}

void run_reports::add_processed(std::uint64_t run, std::int64_t items) const {
    suasor::error_buffer problem;
    problem.check(service_->increment_processed_items(service_, run, items, problem.c()));
}

void run_reports::set_percent(std::uint64_t run, int percent, std::string_view message) const {
    suasor::error_buffer problem;
    problem.check(service_->update_progress(service_, run, percent, suasor::to_c(message), problem.c()));
}

void run_reports::set_data(std::uint64_t run, std::string_view json_object) const {
    suasor::error_buffer problem;
    problem.check(service_->set_progress_data(service_, run, suasor::to_c(json_object), problem.c()));
}

void run_reports::end(std::uint64_t run, std::int32_t status, std::string_view reason) const {
    suasor::error_buffer problem;
    problem.check(service_->complete_run(service_, run, status, suasor::to_c(reason), problem.c()));
}

} // namespace reporter
