#pragma once

#include "jobs/job.hpp"
#include "jobs/outcome.hpp"
#include "jobs/run_progress.hpp"
#include "log.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Says when jobs run: by hand, by interval, by rescue; and gives every run a thread and a way to be stopped.
namespace sample_host::jobs {

struct scheduler_options {
    /// Runs that execute at the same time; more of them wait in a queue.
    std::size_t concurrent_runs = 8;
    /// Runs that may wait; beyond that run_now answers SUASOR_E_BUSY.
    std::size_t queued_runs = 1000;
    /// Whether intervals are observed. A command that runs one job in the foreground wants none.
    bool intervals = true;
    /// The part of its interval after which a job has its first tick, 0 to 1; random if empty, so that a hundred jobs of one
    /// hour do not meet at every full hour.
    std::function<double()> first_tick = nullptr;
    progress_observer on_progress = nullptr;
};

struct job_description {
    std::string name;
    std::string description;
    std::chrono::milliseconds interval;
};

/// Every call is [any-thread]; add, start, close, stop and drop come from the one thread that owns the host's life.
class scheduler {
  public:
    virtual ~scheduler() = default;

    /// Registers a job. SUASOR_E_EXISTS if one has that name.
    virtual outcome<void> add(std::shared_ptr<job> added) = 0;

    /// Begins to run what is queued and to observe intervals. Jobs that are added later have none.
    virtual void start() = 0;

    /// Prepares a run on the calling thread (may block), and queues it if it is new. The failure is what the job's prepare
    /// answered, SUASOR_E_NOT_FOUND for an unknown job, SUASOR_E_CLOSED when the host is stopping.
    virtual outcome<prepared_run> submit(std::string_view job_name, std::string_view params,
                                         std::optional<suasor::principal> principal) = 0;

    /// Queues a run that is stored already, see suasor_scheduler_service.run_now. Returns at once.
    virtual outcome<void> run_now(std::string_view job_name, std::uint64_t run_id) = 0;

    /// Tells a run of this host to stop because somebody wants it ended, see suasor_scheduler_service.cancel.
    virtual outcome<void> cancel(std::uint64_t run_id) = 0;

    /// Waits until a run of this host has ended and gives what its `run` answered. SUASOR_E_NOT_FOUND for a run that this
    /// host neither has nor had lately: the last 1,000 endings are remembered. May block.
    virtual outcome<void> wait(std::uint64_t run_id) = 0;

    virtual std::vector<job_description> jobs() const = 0;

    /// Starts nothing any more: intervals end, what is queued is dropped, submit and run_now answer SUASOR_E_CLOSED. What
    /// runs goes on. Tolerates a second call.
    virtual void close() noexcept = 0;

    /// Closes, cancels every run with SUASOR_CANCEL_SHUTDOWN and waits. False if the deadline came first; the runs that
    /// are left keep what they need until they return. Tolerates a second call.
    virtual bool stop(std::chrono::steady_clock::time_point deadline) noexcept = 0;

    /// Lets go of a job. Nothing of it may be in flight.
    virtual void drop(std::string_view job_name) noexcept = 0;
};

/// `log` must outlive the scheduler. The destructor stops without a deadline, unless a stop has missed its own: then the
/// threads of the runs that would not end are left behind, and the process should end with std::_Exit.
std::unique_ptr<scheduler> create_scheduler(scheduler_options options, logger& log);

} // namespace sample_host::jobs
