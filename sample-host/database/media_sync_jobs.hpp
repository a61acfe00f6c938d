// What is to be synced, and how often: Suasor's media_sync_jobs.
#pragma once

#include "database/connections.hpp"

#include <suasor/types.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sample_host {

struct new_media_sync_job {
    std::uint64_t client_id = 0;
    std::string sync_type = {};      ///< movies, series, music, history, favorites, collections, playlists, full
    std::string frequency = "daily"; ///< manual, daily, weekly, monthly
    bool enabled = true;
};

struct media_sync_job {
    std::uint64_t id = 0;
    std::uint64_t user_id = 0;
    std::uint64_t client_id = 0;
    std::string client_type;
    std::string sync_type;
    std::string frequency;
    bool enabled = true;
    std::optional<std::string> last_sync_time; ///< RFC 3339, UTC, as all times here
    std::string created_at;
    std::string updated_at;
};

/// What becomes of a stored job; what is not said stays.
struct media_sync_job_change {
    std::optional<std::string> frequency = std::nullopt;
    std::optional<bool> enabled = std::nullopt;
};

/// Reads the body of `POST /api/v1/jobs/media-sync`: `{"clientID","syncType","frequency"?,"enabled"?}`. Throws
/// SUASOR_E_INVALID_ARGUMENT, also for a key that it does not know.
new_media_sync_job parse_new_media_sync_job(std::string_view json);

/// Reads the body of `PATCH /api/v1/jobs/media-sync/:id`: `{"frequency"?,"enabled"?}`; throws likewise.
media_sync_job_change parse_media_sync_job_change(std::string_view json);

/// Suasor's field names.
boost::json::object to_json(const media_sync_job& source);

/// Every call may block and throws database_unavailable; expected failures are suasor::error. [any-thread]
class media_sync_jobs {
  public:
    virtual ~media_sync_jobs() = default;

    /// The job belongs to the client's user. Throws SUASOR_E_INVALID_ARGUMENT, and SUASOR_E_NOT_FOUND if there is no such
    /// client or it is not the viewer's.
    virtual media_sync_job create(const new_media_sync_job& request, const suasor::principal& viewer) = 0;

    /// Throws SUASOR_E_INVALID_ARGUMENT, and SUASOR_E_NOT_FOUND if there is no such job or it is not the viewer's.
    virtual media_sync_job change(std::uint64_t id, const media_sync_job_change& wanted,
                                  const suasor::principal& viewer) = 0;

    /// The viewer's own, an admin's are all; by id.
    virtual std::vector<media_sync_job> list(const suasor::principal& viewer) = 0;
};

/// `pool` must outlive what is returned.
std::unique_ptr<media_sync_jobs> create_media_sync_jobs(connections& pool);

} // namespace sample_host
