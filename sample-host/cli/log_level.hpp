// Names of log levels.
#pragma once

#include "log.hpp"

#include <string_view>

namespace sample_host {

/// Throws suasor::error SUASOR_E_INVALID_ARGUMENT.
log_level log_level_named(std::string_view name);

} // namespace sample_host
