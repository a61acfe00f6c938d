#pragma once

// A clock that a test moves by hand.

#include "plugin/core/clock.hpp"

#include <mutex>

namespace media_sync::test {

/// Both times move together. [any thread]
class manual_clock final : public clock {
  public:
    /// 2026-01-02T03:04:05.678Z, the time in the examples of the contract.
    static constexpr time_point k_start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} +
                                          std::chrono::hours{3} + std::chrono::minutes{4} +
                                          std::chrono::milliseconds{5678};

    time_point now() const override {
        std::lock_guard lock(mutex_);
        return k_start + passed_;
    }
    std::chrono::steady_clock::time_point steady() const override {
        std::lock_guard lock(mutex_);
        return std::chrono::steady_clock::time_point{passed_};
    }

    void advance(std::chrono::microseconds by) {
        std::lock_guard lock(mutex_);
        passed_ += by;
    }

  private:
    mutable std::mutex mutex_;
    std::chrono::microseconds passed_{0};
};

} // namespace media_sync::test
