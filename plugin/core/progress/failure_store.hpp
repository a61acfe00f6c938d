#pragma once

// The items that a run could not process, more of them than its progress data has room for.

#include "plugin/core/progress/run.hpp"

#include <string>
#include <vector>

namespace media_sync {

constexpr std::size_t k_stored_failures = 1000; ///< of one run

struct run_failure {
    std::string item_id; ///< on the media server
    std::string title;
    std::string error;

    bool operator==(const run_failure&) const = default;
};

/// Safe to call from any thread.
class failure_store {
  public:
    virtual ~failure_store() = default;

    /// The failures of a run in the order in which they happened, without the first `skipped`; at most k_stored_failures. May
    /// block; throws store_unavailable.
    virtual std::vector<run_failure> of_run(run_id id, std::size_t skipped) = 0;
};

} // namespace media_sync
