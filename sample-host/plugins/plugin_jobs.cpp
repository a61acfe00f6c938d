#include "plugins/plugin_jobs.hpp"

#include <algorithm>
#include <optional>

namespace sample_host::plugins {

/// A plugin's job, every call of it counted. Somebody may hold it for longer than the plugin lives.
class gated_job final : public jobs::job {
  public:
    gated_job(suasor::owned_job work, const call_gate& calls)
        : name_(work.name()), description_(work.description()), interval_(work.interval()), work_(std::move(work)),
          calls_(calls) {}

    std::string_view name() const noexcept override { return name_; }
    std::string_view description() const noexcept override { return description_; }
    std::chrono::milliseconds interval() const noexcept override { return interval_; }

    jobs::outcome<jobs::prepared_run> prepare(const jobs::job_request& request) override {
        const auto pass = calls_.enter();
        if (!pass) return stopping();

        const auto made = work_->prepare(request.trigger, request.params, request.principal);
        return jobs::prepared_run{made.run_id, made.disposition};
    }

    jobs::outcome<void> run(std::uint64_t run_id, const suasor::host_job_context& context) override {
        const auto pass = calls_.enter();
        if (!pass) return stopping();

        work_->run(run_id, context);
        return {};
    }

    void drop() noexcept { work_.reset(); }

  private:
    static jobs::failure stopping() { return {SUASOR_E_CLOSED, "the job's plugin is stopping"}; }

    const std::string name_;
    const std::string description_;
    const std::chrono::milliseconds interval_;
    std::optional<suasor::owned_job> work_;
    call_gate calls_;
};

plugin_jobs::plugin_jobs(plugin_scope& scope, jobs::scheduler& scheduler) : scope_(scope), scheduler_(scheduler) {}

plugin_jobs::~plugin_jobs() = default;

void plugin_jobs::add(suasor::owned_job added) {
    scope_.require_registering();
    const auto job = std::make_shared<gated_job>(std::move(added), scope_.calls);

    const std::lock_guard lock(mutex_);
    jobs_.reserve(jobs_.size() + 1);
    scheduler_.add(job).value();
    jobs_.push_back(job);
}

void plugin_jobs::run_now(std::string_view job_name, std::uint64_t run_id) {
    {
        const std::lock_guard lock(mutex_);
        const bool known =
            std::any_of(jobs_.begin(), jobs_.end(), [&](const auto& j) { return j->name() == job_name; });
        if (!known) throw suasor::error(SUASOR_E_NOT_FOUND, scope_.name + " has no job " + std::string(job_name));
    }
    scheduler_.run_now(job_name, run_id).value();
}

void plugin_jobs::cancel(std::uint64_t run_id) {
    scheduler_.cancel(run_id).value();
}

std::vector<jobs::job_description> plugin_jobs::describe() const {
    const std::lock_guard lock(mutex_);
    std::vector<jobs::job_description> all;
    for (const auto& job : jobs_)
        all.push_back({std::string(job->name()), std::string(job->description()), job->interval()});
    return all;
}

void plugin_jobs::drop() noexcept {
    std::vector<std::shared_ptr<gated_job>> dropped;
    {
        const std::lock_guard lock(mutex_);
        dropped.swap(jobs_);
    }
    for (auto& job : dropped) {
        scheduler_.drop(job->name());
        job->drop();
    }
}

} // namespace sample_host::plugins
