#pragma once

// What the plugin counts of itself. The core says what happens; who shows it, and under which names, is somebody else's
// business.

#include "plugin/core/progress/run.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace media_sync {

struct item_counts;

/// How somebody follows progress.
enum class follower { stream, wait };

/// Why a request to a media server is made once more.
enum class retry_reason { no_answer, rate_limited, server_error };

/// Why a request for progress is answered 503, or 429.
enum class refusal_reason { queue_full, too_many_followers, store_away };

/// Every call is cheap and may come from any thread, but with no lock held: it may lead out of the plugin. This one counts
/// nothing.
class metrics {
  public:
    using duration = std::chrono::steady_clock::duration;

    virtual ~metrics() = default;

    virtual void run_started() const noexcept {}
    /// A run goes on that another attempt has begun, mostly another process's.
    virtual void run_continued() const noexcept {}
    virtual void run_ended(run_status /*how*/) const noexcept {}
    /// A run was let go of because another process has taken it over or ended it.
    virtual void run_lost() const noexcept {}
    /// How many runs of this process have not ended; with every heartbeat.
    virtual void runs_counted(std::size_t /*pending*/, std::size_t /*running*/) const noexcept {}
    virtual void heartbeat_failed() const noexcept {}

    virtual void batch_committed(const item_counts& /*items*/, duration /*took*/) const noexcept {}
    virtual void progress_flushed(std::size_t /*runs*/, duration /*took*/) const noexcept {}
    /// Items that jobs of others have reported and that are stored.
    virtual void items_reported(std::int64_t /*items*/) const noexcept {}

    /// An attempt at a request has ended, however. `server` is the type of a client: "plex".
    virtual void server_asked(std::string_view /*server*/, duration /*took*/) const noexcept {}
    virtual void server_asked_again(std::string_view /*server*/, retry_reason /*why*/) const noexcept {}

    virtual void follower_came(follower /*kind*/) const noexcept {}
    virtual void follower_left(follower /*kind*/) const noexcept {}
    virtual void request_refused(refusal_reason /*why*/) const noexcept {}

    virtual void session_taken() const noexcept {}
    virtual void session_returned() const noexcept {}
    /// Somebody had to wait for a session, because all were taken.
    virtual void session_awaited() const noexcept {}
};

inline const metrics& no_metrics() {
    static const metrics nothing;
    return nothing;
}

} // namespace media_sync
