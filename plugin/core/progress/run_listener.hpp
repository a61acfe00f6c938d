#pragma once

// How processes tell one another which runs have changed. PostgreSQL implements it with LISTEN and NOTIFY; so does a fake.

#include "plugin/core/progress/progress_hub.hpp"

#include <chrono>
#include <span>
#include <vector>

namespace media_sync {

/// A run that another process has changed.
struct heard_run {
    run_id id = 0;
    std::int64_t revision = 0; ///< 0: the other process does not know it

    bool operator==(const heard_run&) const = default;
};

/// What other processes have said.
struct heard_changes {
    std::vector<heard_run> runs;
    bool any = false; ///< more runs than a message can name, or what was said while nobody listened
};

/// The receiving end; `hear` is called by one thread.
class run_listener {
  public:
    virtual ~run_listener() = default;

    /// Waits until there is something to hear, `interrupt` is called, or the time is up. While it cannot listen it waits all
    /// the same, and tries again in the background of these calls with a back-off; the first thing it hears then is "any".
    virtual heard_changes hear(std::chrono::milliseconds timeout) = 0;

    /// Whether changes are heard at present; if not, the caller has to look for itself. [any thread]
    virtual bool listening() const = 0;

    /// Lets the present or the next `hear` return at once. Never blocks. [any thread]
    virtual void interrupt() = 0;
};

/// The sending end.
class run_announcer {
  public:
    virtual ~run_announcer() = default;

    /// Tells the other processes of changes; more than fit into one message become "any". May block; throws
    /// store_unavailable.
    virtual void announce(std::span<const progress_hub::change> changes) = 0;
};

} // namespace media_sync
