#include "plugin/core/sync/batch_sizer.hpp"

#include <algorithm>

namespace media_sync {

std::size_t batch_sizer::next(std::optional<std::int64_t> total) const {
    auto size = items_per_second_ * std::chrono::duration<double>(interval_).count();
    if (total) size = std::min(size, static_cast<double>(*total) / 100);
    return static_cast<std::size_t>(std::clamp(size, 1.0, static_cast<double>(largest_)));
}

void batch_sizer::took(std::size_t items, std::chrono::steady_clock::duration time) {
    const auto seconds = std::chrono::duration<double>(time).count();
    if (items == 0 || seconds <= 0) return;
    items_per_second_ = static_cast<double>(items) / seconds;
}

} // namespace media_sync
