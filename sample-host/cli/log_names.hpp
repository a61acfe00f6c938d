// Names of log levels and of the formats of a log.
#pragma once

#include "log.hpp"

#include <string_view>

namespace sample_host {

constexpr std::string_view k_log_levels = "trace, debug, info, warn or error";
constexpr std::string_view k_log_formats = "text or json";

/// Throw suasor::error SUASOR_E_INVALID_ARGUMENT, which says what there is.
log_level log_level_named(std::string_view name);
log_format log_format_named(std::string_view name);

} // namespace sample_host
