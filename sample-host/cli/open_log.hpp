// The log of a command.
#pragma once

#include "cli/options.hpp"
#include "log.hpp"

namespace sample_host {

/// Throws suasor::error SUASOR_E_INVALID_ARGUMENT for a level or format that is not known.
std::unique_ptr<console_logger> open_log(const command_options& options);

/// The same for commands that say themselves what they find: silent unless the level has a name.
std::unique_ptr<logger> open_inspection_log(const command_options& options);

} // namespace sample_host
