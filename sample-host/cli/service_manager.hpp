// What the service manager, systemd, is told of the host's life. Where none has started the host, nobody hears it.
#pragma once

#include <string_view>

namespace sample_host {

/// The host serves; `status` is a line for `systemctl status`. Also what ends a reload.
void tell_ready(std::string_view status) noexcept;

void tell_reloading() noexcept;

void tell_stopping(std::string_view status) noexcept;

} // namespace sample_host
