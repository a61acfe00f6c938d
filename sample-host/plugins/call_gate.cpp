#include "plugins/call_gate.hpp"

#include <condition_variable>
#include <mutex>

namespace sample_host::plugins {

struct call_gate::pass::state {
    std::mutex mutex;
    std::condition_variable empty;
    std::size_t in_flight = 0;
    bool closed = false;
};

call_gate::pass::~pass() {
    if (!state_) return;
    const std::lock_guard lock(state_->mutex);
    if (--state_->in_flight == 0) state_->empty.notify_all();
}

call_gate::call_gate() : state_(std::make_shared<pass::state>()) {}

std::optional<call_gate::pass> call_gate::enter() {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return std::nullopt;
    ++state_->in_flight;
    return pass(state_);
}

void call_gate::close() noexcept {
    const std::lock_guard lock(state_->mutex);
    state_->closed = true;
}

bool call_gate::wait_until_empty(std::chrono::steady_clock::time_point deadline) const noexcept {
    std::unique_lock lock(state_->mutex);
    return state_->empty.wait_until(lock, deadline, [this] { return state_->in_flight == 0; });
}

std::size_t call_gate::in_flight() const noexcept {
    const std::lock_guard lock(state_->mutex);
    return state_->in_flight;
}

} // namespace sample_host::plugins
