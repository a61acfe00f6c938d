// SIGINT, SIGTERM and, for who wants it, SIGHUP as something to wait for.
#pragma once

#include <chrono>
#include <optional>

namespace sample_host {

/// Holds the signals back from the thread that constructs it and from all that are started later; construct it before
/// any other. One per process.
class stop_signals {
  public:
    enum class hangup { ends_the_process, is_waited_for };
    explicit stop_signals(hangup on_hangup = hangup::ends_the_process);

    /// Waits until one arrives. From then on the next SIGINT or SIGTERM, unless it was SIGHUP that came, ends the process at
    /// once, with status 128 + its number. Gives the signal's number.
    int wait();

    /// The same, but gives up after a while.
    std::optional<int> wait_for(std::chrono::milliseconds timeout);

  private:
    const hangup on_hangup_;
    bool received_ = false; // SIGINT or SIGTERM
};

} // namespace sample_host
