// The host's log of a command that draws on a terminal meanwhile.
#pragma once

#include "cli/options.hpp"
#include "log.hpp"

#include <memory>

namespace sample_host {

/// As open_log, but lines appear above what redrawn_lines draw, not in the middle of it.
std::unique_ptr<logger> open_terminal_log(const command_options& options);

} // namespace sample_host
