#pragma once

// Threads that report the progress of runs as fast as the job service takes it.

#include "plugin/core/progress/job_service.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace media_sync::test {

/// Increments all runs, each thread its share of them, for as long as it lives.
class full_rate {
  public:
    full_rate(job_service& jobs, const std::vector<run_id>& ids) {
        for (std::size_t first = 0; first < k_threads; ++first)
            threads_.emplace_back([&, first] {
                while (running_)
                    for (std::size_t i = first; i < std::max(ids.size(), k_threads) && running_; i += k_threads)
                        refused_ = refused_ || !jobs.increment_processed_items(ids[i % ids.size()], 1);
            });
    }
    ~full_rate() {
        running_ = false;
        for (auto& thread : threads_)
            thread.join();
    }
    full_rate(const full_rate&) = delete;
    full_rate& operator=(const full_rate&) = delete;

    /// Whether any report was refused.
    bool refused() const { return refused_; }

  private:
    static constexpr std::size_t k_threads = 2;
    std::atomic<bool> running_{true};
    std::atomic<bool> refused_{false};
    std::vector<std::thread> threads_;
};

} // namespace media_sync::test
