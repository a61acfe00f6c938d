#include "jobs/interval_loops.hpp"

#include <condition_variable>
#include <mutex>

namespace sample_host::jobs {

struct interval_loops::state {
    /// False if the loops were closed meanwhile.
    bool pause(std::chrono::milliseconds length) {
        std::unique_lock lock(mutex);
        return !closing.wait_for(lock, length, [this] { return closed; });
    }

    std::mutex mutex;
    std::condition_variable closing;
    bool closed = false;
};

interval_loops::interval_loops() : state_(std::make_shared<state>()) {}

void interval_loops::add(std::chrono::milliseconds first, std::chrono::milliseconds interval,
                         std::function<void()> tick) {
    threads_.spawn([shared = state_, first, interval, tick = std::move(tick)] {
        for (auto next = first; shared->pause(next); next = interval)
            tick();
    });
}

void interval_loops::close() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->closed = true;
    }
    state_->closing.notify_all();
}

bool interval_loops::stop(std::chrono::steady_clock::time_point deadline) {
    close();
    return threads_.join_until(deadline);
}

} // namespace sample_host::jobs
