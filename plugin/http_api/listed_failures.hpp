#pragma once

// A run's progress data with another list of failures than the short one that is stored with it.

#include "plugin/core/progress/failure_store.hpp"

#include <span>
#include <string>
#include <string_view>

namespace media_sync {

/// `progress_data` with its "failures" replaced; as it is if it has none.
std::string with_failures(std::string_view progress_data, std::span<const run_failure> failures);

} // namespace media_sync
