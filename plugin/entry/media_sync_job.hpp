#pragma once

// The media sync as a job of the host's scheduler.

#include "plugin/core/sync/sync_runner.hpp"

#include <suasor/plugin.hpp>

namespace media_sync {

/// One of the two jobs: "system.media.sync" takes {"clientID", "syncType"}, "system.media.sync.full" at most {"clientID"}.
class media_sync_job final : public suasor::job {
  public:
    /// `runner` outlives the job.
    media_sync_job(sync_runner& runner, bool full) : runner_(runner), full_(full) {}

    suasor::prepared_run prepare(const suasor::job_request& request) override;
    void run(std::uint64_t id, const suasor::job_context& context) override;

  private:
    sync_runner& runner_;
    const bool full_;
};

} // namespace media_sync
