#include "cli/stop_signals.hpp"

#include "cli/redrawn_lines.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace sample_host {
namespace {

sigset_t stop_set() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

sigset_t waited_for(stop_signals::hangup on_hangup) {
    auto signals = stop_set();
    if (on_hangup == stop_signals::hangup::is_waited_for) sigaddset(&signals, SIGHUP);
    return signals;
}

void exit_at_once(int number) {
    leave_redrawn_lines();
    ::_exit(128 + number);
}

void exit_on_the_next() {
    struct sigaction action {};
    action.sa_handler = &exit_at_once;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);

    const auto signals = stop_set();
    ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

} // namespace

stop_signals::stop_signals(hangup on_hangup) : on_hangup_(on_hangup) {
    const auto signals = waited_for(on_hangup_);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int stop_signals::wait() {
    while (true)
        if (const auto number = wait_for(std::chrono::hours(1))) return *number;
}

std::optional<int> stop_signals::wait_for(std::chrono::milliseconds timeout) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
    const std::chrono::nanoseconds rest = timeout - seconds;
    const timespec longest{seconds.count(), rest.count()};
    auto signals = waited_for(on_hangup_);
    if (received_) {
        // Whoever waits for them here would take them from their handler.
        sigdelset(&signals, SIGINT);
        sigdelset(&signals, SIGTERM);
    }

    const int number = ::sigtimedwait(&signals, nullptr, &longest);
    if (number < 0) return std::nullopt; // the time is up, or another signal's handler ran
    if (number == SIGHUP) return number;
    received_ = true;
    exit_on_the_next();
    return number;
}

} // namespace sample_host
