#pragma once

// A cancel token that a test triggers.

#include "plugin/core/sync/cancel_token.hpp"

#include <condition_variable>
#include <mutex>

namespace media_sync::test {

/// Safe to use from any thread.
class manual_cancel final : public cancel_token {
  public:
    void request(cancel_reason reason) {
        {
            std::lock_guard lock(mutex_);
            reason_ = reason;
        }
        changed_.notify_all();
    }

    cancel_reason requested() const override {
        std::lock_guard lock(mutex_);
        return reason_;
    }

    cancel_reason wait(std::chrono::milliseconds timeout) const override {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, timeout, [&] { return reason_ != cancel_reason::none; });
        return reason_;
    }

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    cancel_reason reason_ = cancel_reason::none;
};

} // namespace media_sync::test
