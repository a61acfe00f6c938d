#pragma once

// How long to wait before what has failed is tried again.

#include <chrono>
#include <functional>

namespace media_sync {

/// From [0, 1).
double random_share();

/// The pause after so many failures in a row, at least 1: `shortest`, doubled for each further one, at most `longest`. Half of
/// it is certain, so that what is in trouble gets its rest; of the other half `share` (0 to 1) is taken, so that not all who
/// wait come back at once.
std::chrono::milliseconds jittered_pause(int failures, std::chrono::milliseconds shortest,
                                         std::chrono::milliseconds longest, double share);

/// The pauses between tries, one after the other. Used by one thread.
class back_off {
  public:
    struct options {
        std::chrono::milliseconds shortest{250};
        std::chrono::milliseconds longest{5000};
        std::function<double()> jitter = random_share; ///< from [0, 1)
    };

    explicit back_off(options settings) : settings_(std::move(settings)) {}

    /// The pause before the next try.
    std::chrono::milliseconds next();

    /// A try has succeeded: the next failure is a first one.
    void reset() { failures_ = 0; }

  private:
    const options settings_;
    int failures_ = 0;
};

} // namespace media_sync
