// Ends a process that does not come to its end: a stop that takes for ever is none.
#pragma once

#include "log.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sample_host {

class stop_deadline {
  public:
    /// If this object still lives after `allowed`, it says so in the log and ends the process at once, with status 1. `log`
    /// outlives it.
    stop_deadline(std::chrono::seconds allowed, logger& log);
    ~stop_deadline();
    stop_deadline(const stop_deadline&) = delete;
    stop_deadline& operator=(const stop_deadline&) = delete;

  private:
    std::mutex mutex_;
    std::condition_variable met_;
    bool is_met_ = false;
    std::thread thread_;
};

} // namespace sample_host
