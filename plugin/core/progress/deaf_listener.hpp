#pragma once

// A run_listener that hears nothing, for a process that is told not to listen: it looks at the store from time to time.

#include "plugin/core/progress/run_listener.hpp"

#include <condition_variable>
#include <mutex>

namespace media_sync {

class deaf_listener final : public run_listener {
  public:
    heard_changes hear(std::chrono::milliseconds timeout) override {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, timeout, [&] { return interrupted_; });
        interrupted_ = false;
        return {};
    }

    bool listening() const override { return false; }

    void interrupt() override {
        {
            std::lock_guard lock(mutex_);
            interrupted_ = true;
        }
        wake_.notify_one();
    }

  private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool interrupted_ = false;
};

} // namespace media_sync
