#pragma once

// A snapshot on its way to readers: whoever wants its JSON shares one text of it.

#include "plugin/core/progress/run.hpp"

#include <mutex>
#include <string>

namespace media_sync {

/// Immutable; safe to call from any thread.
class published_run {
  public:
    explicit published_run(run_snapshot snapshot) : run(std::move(snapshot)) {}

    const run_snapshot run;

    /// The JSON of the run, made by the first call.
    const std::string& json() const;

  private:
    mutable std::once_flag made_;
    mutable std::string json_;
};

} // namespace media_sync
