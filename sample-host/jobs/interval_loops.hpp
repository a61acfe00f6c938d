#pragma once

#include "jobs/thread_group.hpp"

#include <chrono>
#include <functional>
#include <memory>

// Calls that come round: each on a thread of its own, so that a slow one delays no other.
namespace sample_host::jobs {

class interval_loops {
  public:
    interval_loops();

    /// Calls `tick` first after `first`, then `interval` after the end of each call, until close. `tick` must not throw.
    void add(std::chrono::milliseconds first, std::chrono::milliseconds interval, std::function<void()> tick);

    /// No tick begins any more. Returns at once.
    void close();

    /// Closes and waits. False if the deadline came first.
    bool stop(std::chrono::steady_clock::time_point deadline);

  private:
    struct state;
    std::shared_ptr<state> state_;
    thread_group threads_;
};

} // namespace sample_host::jobs
