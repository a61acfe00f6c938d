#pragma once

// The media sync as a job of the host's scheduler.

#include "plugin/core/sync/sync_runner.hpp"

#include <suasor/plugin.hpp>

#include <functional>

namespace media_sync {

/// One of the two jobs: "system.media.sync" takes {"clientID", "syncType"}, "system.media.sync.full" at most {"clientID"}. When
/// its interval comes round a job stores a run for every scheduled sync that is due, of either kind.
class media_sync_job final : public suasor::job {
  public:
    /// Has a run that is stored started by the host.
    using start_callback = std::function<void(const sync_runner::due_run&)>;

    /// `runner` outlives the job.
    media_sync_job(sync_runner& runner, bool full, start_callback start)
        : runner_(runner), full_(full), start_(std::move(start)) {}

    suasor::prepared_run prepare(const suasor::job_request& request) override;
    void run(std::uint64_t id, const suasor::job_context& context) override;

  private:
    suasor::prepared_run start_due();

    sync_runner& runner_;
    const bool full_;
    const start_callback start_;
};

} // namespace media_sync
