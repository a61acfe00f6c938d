#include "plugin/postgres/overdue_calls.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace media_sync::postgres {

overdue_calls::overdue_calls(limits allowed) : allowed_(allowed), thread_([this] { loop(); }) {}

overdue_calls::~overdue_calls() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void overdue_calls::hurry() noexcept {
    std::lock_guard lock(mutex_);
    in_a_hurry_ = true;
}

void overdue_calls::loop() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, allowed_.look, [this] { return stopping_; }))
        hang_up();
}

// With mutex_ taken.
void overdue_calls::hang_up() {
    const auto limit = in_a_hurry_ ? std::min(allowed_.usual, allowed_.in_a_hurry) : allowed_.usual;
    const auto latest = std::chrono::steady_clock::now() - limit;
    for (const auto& each : calls_) {
        if (each.began > latest) return;
        ::shutdown(each.socket, SHUT_RDWR); // again and again does no harm
    }
}

overdue_calls::call::call(overdue_calls& watched, int socket) : watched_(watched) {
    std::lock_guard lock(watched_.mutex_); // so that none overtakes another
    watched_.calls_.push_back({std::chrono::steady_clock::now(), ::fcntl(socket, F_DUPFD_CLOEXEC, 0)});
    entry_ = std::prev(watched_.calls_.end());
}

overdue_calls::call::~call() {
    std::lock_guard lock(watched_.mutex_);
    if (entry_->socket >= 0) ::close(entry_->socket);
    watched_.calls_.erase(entry_);
}

} // namespace media_sync::postgres
