// The log of a command.
#pragma once

#include "cli/options.hpp"
#include "log.hpp"

namespace sample_host {

/// Throws suasor::error SUASOR_E_INVALID_ARGUMENT for a level or format that is not known.
std::unique_ptr<console_logger> open_log(const command_options& options);

} // namespace sample_host
