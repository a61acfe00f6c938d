#include "jobs/scheduler.hpp"

#include "jobs/interval_loops.hpp"
#include "jobs/run_queue.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <random>

namespace sample_host::jobs {
namespace {

double random_fraction() {
    std::random_device source;
    return std::uniform_real_distribution<double>(0, 1)(source);
}

/// The jobs by name, and the runs that they make. Shared with threads that a missed deadline leaves behind.
class job_runner {
  public:
    job_runner(const scheduler_options& options, logger& log)
        : log_(log), runs_(options.concurrent_runs, options.queued_runs, options.on_progress, log) {}

    outcome<void> add(std::shared_ptr<job> added) {
        const std::lock_guard lock(mutex_);
        const std::string name(added->name());
        if (!jobs_.emplace(name, std::move(added)).second)
            return failure{SUASOR_E_EXISTS, "there is a job " + name + " already"};
        return {};
    }

    outcome<prepared_run> submit(std::string_view job_name, const job_request& request) {
        auto work = find(job_name);
        if (!work) return work.error();
        if (runs_.full()) return failure{SUASOR_E_BUSY, "too many runs wait already; try again later"};

        auto prepared = contained([&] { return (*work)->prepare(request); });
        if (!prepared || prepared->disposition != SUASOR_PREPARED_CREATED) return prepared;

        // What keeps a stored run out of the queue leaves it to a rescue: nothing that the client has to hear of.
        if (const auto queued = runs_.add(*work, prepared->run_id, request.trigger); !queued)
            log_.info(fmt::format("run left to a rescue job={} run={} reason=\"{}\"", job_name, prepared->run_id,
                                  queued.error().text));
        return prepared;
    }

    void tick(const std::string& job_name) {
        const auto prepared = submit(job_name, {SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt});
        if (!prepared && prepared.error().status != SUASOR_E_CLOSED)
            log_.warn(fmt::format("interval job not prepared job={} status={} reason=\"{}\"", job_name,
                                  status_name(prepared.error().status), prepared.error().text));
    }

    outcome<void> run_now(std::string_view job_name, std::uint64_t run_id) {
        auto work = find(job_name);
        if (!work) return work.error();
        return runs_.add(*std::move(work), run_id, SUASOR_TRIGGER_RUN_NOW);
    }

    std::vector<job_description> jobs() const {
        const std::lock_guard lock(mutex_);
        std::vector<job_description> all;
        for (const auto& [name, work] : jobs_)
            all.push_back({name, std::string(work->description()), work->interval()});
        return all;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        runs_.close();
    }

    void drop(std::string_view job_name) {
        std::shared_ptr<job> dropped; // destroyed without the lock: it calls the plugin
        const std::lock_guard lock(mutex_);
        const auto found = jobs_.find(job_name);
        if (found == jobs_.end()) return;
        dropped = std::move(found->second);
        jobs_.erase(found);
    }

    run_queue& runs() noexcept { return runs_; }

  private:
    outcome<std::shared_ptr<job>> find(std::string_view job_name) const {
        const std::lock_guard lock(mutex_);
        if (closed_) return failure{SUASOR_E_CLOSED, "the host is stopping"};

        const auto found = jobs_.find(job_name);
        if (found == jobs_.end()) return failure{SUASOR_E_NOT_FOUND, fmt::format("there is no job {}", job_name)};
        return found->second;
    }

    logger& log_;
    run_queue runs_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<job>, std::less<>> jobs_;
    bool closed_ = false;
};

class interval_scheduler final : public scheduler {
  public:
    interval_scheduler(scheduler_options options, logger& log)
        : options_(std::move(options)), runner_(std::make_shared<job_runner>(options_, log)) {
        if (!options_.first_tick) options_.first_tick = random_fraction;
    }

    ~interval_scheduler() override {
        if (!deadline_missed_) stop(std::chrono::steady_clock::time_point::max());
    }

    outcome<void> add(std::shared_ptr<job> added) override { return runner_->add(std::move(added)); }

    void start() override {
        runner_->runs().start();
        if (!options_.intervals) return;

        for (const auto& each : runner_->jobs()) {
            if (each.interval.count() == 0) continue;
            const auto first =
                std::chrono::duration_cast<std::chrono::milliseconds>(each.interval * options_.first_tick());
            loops_.add(first, each.interval, [runner = runner_, name = each.name] { runner->tick(name); });
        }
    }

    outcome<prepared_run> submit(std::string_view job_name, std::string_view params,
                                 std::optional<suasor::principal> principal) override {
        return runner_->submit(job_name, {SUASOR_TRIGGER_MANUAL, params, principal});
    }

    outcome<void> run_now(std::string_view job_name, std::uint64_t run_id) override {
        return runner_->run_now(job_name, run_id);
    }
    outcome<void> cancel(std::uint64_t run_id) override { return runner_->runs().cancel(run_id); }
    outcome<void> wait(std::uint64_t run_id) override { return runner_->runs().wait(run_id); }
    std::vector<job_description> jobs() const override { return runner_->jobs(); }

    void close() noexcept override {
        loops_.close();
        runner_->close();
    }

    bool stop(std::chrono::steady_clock::time_point deadline) noexcept override {
        close();
        const bool runs_ended = runner_->runs().stop(deadline);
        const bool loops_ended = loops_.stop(deadline);
        deadline_missed_ = !runs_ended || !loops_ended;
        return !deadline_missed_;
    }

    void drop(std::string_view job_name) noexcept override { runner_->drop(job_name); }

  private:
    scheduler_options options_;
    std::shared_ptr<job_runner> runner_;
    interval_loops loops_;
    bool deadline_missed_ = false;
};

} // namespace

std::unique_ptr<scheduler> create_scheduler(scheduler_options options, logger& log) {
    return std::make_unique<interval_scheduler>(std::move(options), log);
}

} // namespace sample_host::jobs
