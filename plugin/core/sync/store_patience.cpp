#include "plugin/core/sync/store_patience.hpp"

namespace media_sync {

void stop_flag::raise() noexcept {
    {
        std::lock_guard lock(mutex_);
        is_raised_ = true;
    }
    raised_.notify_all();
}

bool stop_flag::is_raised() {
    std::lock_guard lock(mutex_);
    return is_raised_;
}

bool stop_flag::wait(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return raised_.wait_for(lock, timeout, [this] { return is_raised_; });
}

} // namespace media_sync
