#include "jobs/thread_group.hpp"

#include <condition_variable>
#include <mutex>

namespace sample_host::jobs {

struct thread_group::running {
    std::mutex mutex;
    std::condition_variable all_ended;
    std::size_t count = 0;
};

thread_group::thread_group() : running_(std::make_shared<running>()) {}

thread_group::~thread_group() {
    if (join_until(std::chrono::steady_clock::now())) return;
    for (auto& thread : threads_)
        thread.detach();
}

void thread_group::spawn(std::function<void()> body) {
    threads_.reserve(threads_.size() + 1);
    std::unique_lock lock(running_->mutex);
    threads_.emplace_back([running = running_, body = std::move(body)]() mutable {
        body();
        body = nullptr; // what the body owns is gone before the thread counts as ended

        const std::lock_guard ended(running->mutex);
        --running->count;
        running->all_ended.notify_all();
    });
    ++running_->count;
}

bool thread_group::join_until(std::chrono::steady_clock::time_point deadline) {
    {
        std::unique_lock lock(running_->mutex);
        if (!running_->all_ended.wait_until(lock, deadline, [this] { return running_->count == 0; })) return false;
    }
    for (auto& thread : threads_)
        thread.join();
    threads_.clear();
    return true;
}

} // namespace sample_host::jobs
