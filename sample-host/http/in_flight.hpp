#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace sample_host::http {

/// Counts what is under way and lets somebody wait until nothing is. [any-thread]
class in_flight_gauge {
  public:
    /// Counts for as long as it lives, which may be longer than whoever made the gauge.
    class token {
      public:
        explicit token(std::shared_ptr<in_flight_gauge> gauge) : gauge_(std::move(gauge)) { gauge_->add(1); }
        token(const token&) = delete;
        token& operator=(const token&) = delete;
        ~token() { gauge_->add(-1); }

      private:
        std::shared_ptr<in_flight_gauge> gauge_;
    };

    std::size_t count() const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(count_);
    }

    /// False if the deadline comes first.
    bool wait_until_zero(std::chrono::steady_clock::time_point deadline) const {
        std::unique_lock lock(mutex_);
        return zero_.wait_until(lock, deadline, [this] { return count_ == 0; });
    }

  private:
    void add(long change) {
        const std::lock_guard lock(mutex_);
        count_ += change;
        if (count_ == 0) zero_.notify_all();
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable zero_;
    long count_ = 0;
};

} // namespace sample_host::http
