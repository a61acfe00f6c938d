#pragma once

#include "jobs/job.hpp"

#include <functional>
#include <string>

// A job that does what a test says.
namespace sample_host::testing {

struct scripted_job final : jobs::job {
    explicit scripted_job(std::string called) : name_(std::move(called)) {}

    std::string_view name() const noexcept override { return name_; }
    std::string_view description() const noexcept override { return "a test's"; }
    std::chrono::milliseconds interval() const noexcept override { return every; }

    jobs::outcome<jobs::prepared_run> prepare(const jobs::job_request& request) override { return on_prepare(request); }
    jobs::outcome<void> run(std::uint64_t run_id, const suasor::host_job_context& context) override {
        return on_run(run_id, context);
    }

    std::chrono::milliseconds every{0};
    std::function<jobs::outcome<jobs::prepared_run>(const jobs::job_request&)> on_prepare = [](const auto&) {
        return jobs::prepared_run{1, SUASOR_PREPARED_CREATED};
    };
    std::function<jobs::outcome<void>(std::uint64_t, const suasor::host_job_context&)> on_run =
        [](auto, const auto&) -> jobs::outcome<void> { return {}; };

  private:
    std::string name_;
};

} // namespace sample_host::testing
