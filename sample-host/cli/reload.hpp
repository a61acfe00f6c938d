// The settings read again while the host serves.
#pragma once

#include "cli/options.hpp"
#include "log.hpp"

#include <string>
#include <vector>

namespace sample_host {

/// Reads the options again and takes over what can change while the host runs: how much is logged, and how. What else differs is
/// named in the log. If they cannot be read nothing changes, and the log says why.
void reload_settings(const serve_options& running, console_logger& log) noexcept;

/// Names the settings that differ and of which a host takes notice only when it starts.
std::vector<std::string> settings_for_restart(const serve_options& running, const serve_options& read);

} // namespace sample_host
