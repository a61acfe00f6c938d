// The history of runs as Suasor keeps it. Reads only the columns that Suasor has itself: progress is the plugin's.
#pragma once

#include "database/connections.hpp"

#include <suasor/types.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sample_host {

/// Times are RFC 3339, UTC. Unknown is nullopt; a total of 0 is unknown, too.
struct job_run {
    std::uint64_t id = 0;
    std::string job_name;
    std::string job_type;
    std::string status;
    std::int64_t progress = 0;
    std::optional<std::int64_t> total_items;
    std::optional<std::int64_t> processed_items;
    std::string status_message;
    std::string error_message;
    std::optional<std::uint64_t> user_id;
    boost::json::value metadata; ///< what the job was asked for, as whoever made the run has put it; null if nothing
    std::optional<std::string> start_time;
    std::optional<std::string> end_time;
    std::optional<std::string> created_at;
    std::optional<std::string> updated_at;
};

/// Suasor's field names.
boost::json::object to_json(const job_run& source);

/// A page of the history.
struct run_page {
    std::uint32_t limit = 50; ///< 1 to 1000, else clamped
    std::optional<std::uint64_t> before =
        std::nullopt;        ///< only runs with a smaller id: the last one of the page before
    std::string status = {}; ///< only runs of this status, if it is not empty
};

/// Every call may block and throws database_unavailable. [any-thread]
class job_runs {
  public:
    virtual ~job_runs() = default;

    /// The viewer's own, an admin's are all; newest first.
    virtual std::vector<job_run> list(const suasor::principal& viewer, const run_page& page) = 0;
};

/// `pool` must outlive what is returned.
std::unique_ptr<job_runs> create_job_runs(connections& pool);

} // namespace sample_host
