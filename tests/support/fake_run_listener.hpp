#pragma once

// A run_listener that hears what a test says, and lets time pass when the test says so.

#include "plugin/core/progress/run_listener.hpp"
#include "support/manual_clock.hpp"
#include "support/recording.hpp"

#include <deque>
#include <optional>

namespace media_sync::test {

/// Safe to use from any thread; `hear` by one.
class fake_run_listener final : public run_listener {
  public:
    explicit fake_run_listener(manual_clock& time) : time_(time) {}

    heard_changes hear(std::chrono::milliseconds timeout) override {
        std::unique_lock lock(mutex_);
        left_ = timeout;
        changed_.notify_all();
        changed_.wait(lock, [&] { return interrupted_ || !said_.empty() || left_ <= std::chrono::milliseconds(0); });
        left_.reset();
        interrupted_ = false;
        if (said_.empty()) return {};
        auto heard = std::move(said_.front());
        said_.pop_front();
        return heard;
    }

    bool listening() const override {
        std::lock_guard lock(mutex_);
        return listening_;
    }

    void interrupt() override {
        {
            std::lock_guard lock(mutex_);
            interrupted_ = true;
        }
        changed_.notify_all();
    }

    void set_listening(bool listening) {
        std::lock_guard lock(mutex_);
        listening_ = listening;
    }

    /// Returns once whoever listens has heard it, done what it does then, and listens again.
    void say(heard_changes heard) {
        {
            std::lock_guard lock(mutex_);
            said_.push_back(std::move(heard));
        }
        changed_.notify_all();
        wait_until_heard();
    }

    /// Returns once whoever listens has been woken, if it was to be, and listens again. Throws std::runtime_error if that
    /// does not come.
    void wait_until_heard() {
        std::unique_lock lock(mutex_);
        const auto all_heard = [&] {
            return left_ && *left_ > std::chrono::milliseconds(0) && !interrupted_ && said_.empty();
        };
        if (!changed_.wait_for(lock, k_patience, all_heard)) throw std::runtime_error("nobody listens");
    }

    /// Lets the time pass that the listener waits for, and returns once it listens again. Gives the time.
    std::chrono::milliseconds pass_time() {
        wait_until_heard();
        std::chrono::milliseconds passed{};
        {
            std::lock_guard lock(mutex_);
            passed = left_.value();
            time_.advance(passed);
            left_ = std::chrono::milliseconds(0);
        }
        changed_.notify_all();
        wait_until_heard();
        return passed;
    }

  private:
    manual_clock& time_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<std::chrono::milliseconds> left_; // of the hear() under way
    std::deque<heard_changes> said_;
    bool interrupted_ = false;
    bool listening_ = false;
};

} // namespace media_sync::test
