#pragma once

// The media sync as a job of the host's scheduler.

#include "plugin/core/sync/sync_runner.hpp"

#include <suasor/plugin.hpp>

#include <functional>

namespace media_sync {

/// One of the two jobs: "system.media.sync" takes {"clientID", "syncType"}, "system.media.sync.full" at most {"clientID"}. When
/// its interval comes round a job stores a run for every scheduled sync that is due, of either kind, and keeps house.
class media_sync_job final : public suasor::job {
  public:
    /// Has a run that is stored started by the host.
    using start_callback = std::function<void(const sync_runner::due_run&)>;

    /// Does what the plugin wants done every now and then; may block, must not throw.
    using housekeeping = std::function<void()>;

    /// `runner` outlives the job.
    media_sync_job(
        sync_runner& runner, bool full, start_callback start, housekeeping keep_house = [] {})
        : runner_(runner), full_(full), start_(std::move(start)), keep_house_(std::move(keep_house)) {}

    suasor::prepared_run prepare(const suasor::job_request& request) override;
    void run(std::uint64_t id, const suasor::job_context& context) override;

  private:
    suasor::prepared_run start_due();

    sync_runner& runner_;
    const bool full_;
    const start_callback start_;
    const housekeeping keep_house_;
};

} // namespace media_sync
