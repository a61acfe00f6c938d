#pragma once

// What a reader can follow: a run, a list of active runs, or a media sync job.

#include "plugin/core/progress/run.hpp"

#include <compare>
#include <variant>

namespace media_sync {

struct run_topic {
    run_id id = 0;
    auto operator<=>(const run_topic&) const = default;
};

/// The active runs of one user, or of everybody.
struct list_topic {
    std::optional<user_id> only;
    std::size_t limit = 0;
    auto operator<=>(const list_topic&) const = default;
};

struct job_topic {
    std::uint64_t id = 0; ///< media_sync_jobs.id
    auto operator<=>(const job_topic&) const = default;
};

using live_topic = std::variant<run_topic, list_topic, job_topic>;

} // namespace media_sync
