#pragma once

// How long-running work hears that it should stop, and how it sleeps.

#include <chrono>

namespace media_sync {

enum class cancel_reason {
    none,
    user,     ///< somebody wants this run ended: it becomes cancelled
    shutdown, ///< the host stops: the run is left to be continued
};

class cancel_token {
  public:
    virtual ~cancel_token() = default;

    /// Cheap; once it is not none it stays so. [any thread]
    virtual cancel_reason requested() const = 0;

    /// Sleeps up to `timeout`, less if the work should stop; every sleep of a run is made of this. [any thread]
    virtual cancel_reason wait(std::chrono::milliseconds timeout) const = 0;
};

/// Thrown by what was interrupted.
struct cancelled {
    cancel_reason reason;
};

} // namespace media_sync
