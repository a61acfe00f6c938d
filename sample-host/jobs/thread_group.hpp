#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

// Threads that are waited for together, and that a deadline may leave behind.
namespace sample_host::jobs {

/// A body must own what it uses, for it may outlive the group. Used by one thread at a time.
class thread_group {
  public:
    thread_group();
    thread_group(const thread_group&) = delete;
    thread_group& operator=(const thread_group&) = delete;
    /// Leaves the threads behind that have not ended.
    ~thread_group();

    void spawn(std::function<void()> body);

    /// True if all have ended; then they are joined.
    bool join_until(std::chrono::steady_clock::time_point deadline);

  private:
    struct running;
    std::shared_ptr<running> running_;
    std::vector<std::thread> threads_;
};

} // namespace sample_host::jobs
