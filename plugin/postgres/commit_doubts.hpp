#pragma once

// Remembers the commits whose answer was lost with the connection, so that the same call, made again, neither writes twice
// nor loses what was written.

#include "plugin/core/progress/run.hpp"
#include "plugin/postgres/connection_pool.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace media_sync::postgres {

/// A write of a run, as its transaction left it, and the id of that transaction.
struct written_run {
    run_snapshot snapshot;
    std::string transaction; ///< pg_current_xact_id()
};

/// Safe to call from any thread.
class commit_doubts {
  public:
    /// Notes that nobody knows whether `last` was committed.
    void note(run_id run, written_run last);

    /// Finds out about the run's noted write, if there is one: what it left if it was committed, nullopt if it was not or
    /// nothing is noted. Throws store_unavailable while the server cannot say.
    std::optional<run_snapshot> settle(connection_pool& pool, run_id run);

  private:
    std::mutex mutex_;
    std::map<run_id, written_run> noted_;
};

} // namespace media_sync::postgres
