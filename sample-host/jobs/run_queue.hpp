#pragma once

#include "jobs/job.hpp"
#include "jobs/outcome.hpp"
#include "jobs/run_progress.hpp"
#include "jobs/thread_group.hpp"
#include "log.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

// The runs of this host that wait or execute: each on a thread of its own, a bounded number at a time.
namespace sample_host::jobs {

/// All calls are [any-thread]; start, close and stop come from one thread.
class run_queue {
  public:
    /// At most `concurrent` runs execute and `waiting` more wait. `log` must outlive the queue.
    run_queue(std::size_t concurrent, std::size_t waiting, progress_observer observer, logger& log);
    ~run_queue();

    void start();

    /// SUASOR_E_EXISTS if the run waits or executes, SUASOR_E_BUSY if too many wait, SUASOR_E_CLOSED after close.
    outcome<void> add(std::shared_ptr<job> work, std::uint64_t run_id, std::int32_t trigger);
    bool full() const;

    /// See scheduler.
    outcome<void> cancel(std::uint64_t run_id);
    outcome<void> wait(std::uint64_t run_id);

    /// Drops what waits and takes nothing more.
    void close();
    /// Closes, cancels what executes, and waits. False if the deadline came first.
    bool stop(std::chrono::steady_clock::time_point deadline);

  private:
    struct run;
    struct state;
    void spawn_if_needed();

    std::shared_ptr<state> state_;
    std::mutex threads_mutex_;
    thread_group threads_;
};

} // namespace sample_host::jobs
