#include "plugin/core/back_off.hpp"

#include <algorithm>
#include <random>

namespace media_sync {

double random_share() {
    std::random_device source;
    return std::uniform_real_distribution<double>(0, 1)(source);
}

std::chrono::milliseconds jittered_pause(int failures, std::chrono::milliseconds shortest,
                                         std::chrono::milliseconds longest, double share) {
    const auto doublings = std::clamp(failures - 1, 0, 20);
    const auto whole = std::min(shortest * (1 << doublings), longest);
    return std::chrono::duration_cast<std::chrono::milliseconds>(whole * (0.5 + 0.5 * share));
}

std::chrono::milliseconds back_off::next() {
    return jittered_pause(++failures_, settings_.shortest, settings_.longest, settings_.jitter());
}

} // namespace media_sync
