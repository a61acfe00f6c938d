// SIGINT and SIGTERM as something to wait for.
#pragma once

#include <chrono>
#include <optional>

namespace sample_host {

/// Holds the two signals back from the thread that constructs it and from all that are started later; construct it before
/// any other. One per process.
class stop_signals {
  public:
    stop_signals();

    /// Waits until one arrives. From then on the next one ends the process at once, with status 128 + its number. Gives the
    /// signal's number.
    int wait();

    /// The same, but gives up after a while.
    std::optional<int> wait_for(std::chrono::milliseconds timeout);
};

} // namespace sample_host
