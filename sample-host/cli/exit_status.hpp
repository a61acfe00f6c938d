// How commands end, as the README's table of exit codes says it.
#pragma once

#include <csignal>
#include <string_view>

namespace sample_host {

constexpr int k_failed = 1;
constexpr int k_usage_error = 2;

/// Of a command that a signal has ended, as shells have it.
constexpr int exit_status_of_signal(int number) noexcept {
    return 128 + number;
}

constexpr int k_interrupted = exit_status_of_signal(SIGINT);

/// That of a run's final status: 0 if it completed, k_failed, or k_interrupted if it was cancelled.
constexpr int exit_status_of(std::string_view run_status) noexcept {
    if (run_status == "completed") return 0;
    return run_status == "cancelled" ? k_interrupted : k_failed;
}

} // namespace sample_host
