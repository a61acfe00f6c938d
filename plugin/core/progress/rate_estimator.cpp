#include "plugin/core/progress/rate_estimator.hpp"

#include <algorithm>
#include <cmath>

namespace media_sync {

namespace {

constexpr double k_weight = 0.1; // of the newest sample: about the last twenty count
constexpr int k_least_samples = 3;
constexpr double k_least_seconds = 2;

double seconds_between(rate_estimator::time_point from, rate_estimator::time_point to) {
    return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

} // namespace

void rate_estimator::restart(time_point now) {
    last_ = now;
}

void rate_estimator::sample(std::int64_t items, time_point now) {
    if (!last_) return restart(now);

    const auto seconds = seconds_between(*last_, now);
    last_ = now;
    ++samples_;
    sampled_seconds_ += seconds;
    items_ += k_weight * (static_cast<double>(items) - items_);
    seconds_ += k_weight * (seconds - seconds_);
}

std::optional<double> rate_estimator::rate(time_point now) const {
    if (samples_ < k_least_samples || sampled_seconds_ < k_least_seconds) return std::nullopt;

    const auto corrected = 1 - std::pow(1 - k_weight, samples_);
    const auto silence = seconds_between(*last_, now);
    return (items_ / corrected) / std::max(seconds_ / corrected, silence);
}

std::optional<double> rate_estimator::eta(std::int64_t remaining, time_point now) const {
    const auto per_second = rate(now);
    if (!per_second || *per_second <= 0) return std::nullopt;
    return static_cast<double>(std::max<std::int64_t>(remaining, 0)) / *per_second;
}

} // namespace media_sync
