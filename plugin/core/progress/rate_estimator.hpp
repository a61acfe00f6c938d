#pragma once

// How fast a run gets on, and how long the rest will take: from moving averages of what arrived and of the time it took.

#include <chrono>
#include <cstdint>
#include <optional>

namespace media_sync {

/// Not safe to share between threads. All times are of one steady clock.
///
/// The rate is mean(items) / mean(time) over the samples, both exponential moving averages with the bias towards their zero
/// start corrected (as in Adam: Kingma and Ba 2014, section 3; tqdm does the same). It is not the mean of the rates, so that
/// samples of different lengths weigh by their time. In silence that is longer than the mean sample the silence takes that
/// sample's place, so the rate decays instead of promising what does not come.
class rate_estimator {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// Time passes from here on: the run begins, or goes on after items that it had only to skip.
    void restart(time_point now);

    /// `items` have arrived since the last sample or restart.
    void sample(std::int64_t items, time_point now);

    /// Items per second as of `now`; nullopt before three samples and two seconds.
    std::optional<double> rate(time_point now) const;

    /// Seconds until `remaining` more items have arrived; nullopt while the rate is unknown or nothing arrives.
    std::optional<double> eta(std::int64_t remaining, time_point now) const;

  private:
    std::optional<time_point> last_;
    int samples_ = 0;
    double sampled_seconds_ = 0;
    double items_ = 0; // moving averages, not corrected
    double seconds_ = 0;
};

} // namespace media_sync
