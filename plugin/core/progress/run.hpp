#pragma once

// A run of a job as everybody sees it: the snapshot that the database stores, the hub publishes and the routes serve.

#include "plugin/core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace media_sync {

using run_id = std::uint64_t;  ///< job_runs.id
using user_id = std::uint64_t; ///< users.id

/// pending -> running -> completed | failed | cancelled; the last three are final.
enum class run_status { pending, running, completed, failed, cancelled };

/// The word in job_runs.status and in the JSON.
std::string_view to_string(run_status status);
/// The status of a stored word; nullopt for one that is not ours.
std::optional<run_status> parse_run_status(std::string_view word);
constexpr bool is_terminal(run_status status) {
    return status > run_status::running;
}

/// Whether the executor of a run that has not ended is there, and whether anything moves.
enum class liveness {
    ok,
    stalled, ///< the executor lives, but nothing has advanced for a while
    lost,    ///< the executor is gone and no other has taken over yet
};
std::string_view to_string(liveness state);

/// Which runs a caller may see: those of one user, or every run (an admin, the host itself).
struct scope {
    std::optional<user_id> only;

    bool covers(std::optional<user_id> owner) const { return !only || only == owner; }
};

/// One state of one run. Immutable once published.
struct run_snapshot {
    std::optional<run_id> id; ///< nullopt: the placeholder of a media sync job that has never run
    std::string job_name;
    std::string job_type;
    run_status status = run_status::pending;

    int progress = 0;                        ///< percent, 0 to 100; 100 only when completed
    std::optional<std::int64_t> total_items; ///< nullopt: not known
    std::optional<std::int64_t> processed_items;
    std::string status_message;
    std::string progress_data; ///< the text of a JSON object, "" for none

    std::optional<time_point> start_time;
    std::optional<time_point> end_time;
    std::optional<user_id> owner;
    std::string error_message;
    std::optional<std::uint64_t> media_sync_job_id;
    std::optional<time_point> created_at;
    std::optional<time_point> updated_at;
    std::optional<time_point> advanced_at; ///< when an item or a percent last moved; not in the JSON

    std::optional<double> items_per_second; ///< as of updated_at
    std::optional<double> eta_seconds;      ///< as of updated_at

    std::optional<media_sync::liveness> liveness; ///< nullopt: ended, or a run of the host's own
    std::int64_t revision = 0;                    ///< grows with every stored change
    int attempt = 0;                              ///< 0: never started, or a run of the host's own

    bool operator==(const run_snapshot&) const = default;
};

} // namespace media_sync
