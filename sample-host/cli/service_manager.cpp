#include "cli/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <chrono>

namespace sample_host {
namespace {

constexpr int k_keep_environment = 0;

int length(std::string_view text) {
    return static_cast<int>(text.size());
}

} // namespace

void tell_ready(std::string_view status) noexcept {
    ::sd_notifyf(k_keep_environment, "READY=1\nSTATUS=%.*s", length(status), status.data());
}

// https://www.freedesktop.org/software/systemd/man/sd_notify.html: from version 253 on it wants to know since when.
void tell_reloading() noexcept {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    const long long microseconds = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    ::sd_notifyf(k_keep_environment, "RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=reading the settings again",
                 microseconds);
}

void tell_stopping(std::string_view status) noexcept {
    ::sd_notifyf(k_keep_environment, "STOPPING=1\nSTATUS=%.*s", length(status), status.data());
}

} // namespace sample_host
