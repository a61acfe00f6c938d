#pragma once

// A follower of progress, as the metrics count it.

#include "plugin/core/metrics.hpp"

#include <utility>

namespace media_sync {

/// Counts as one for as long as it lives; a default one counts for nothing.
class counted_follower {
  public:
    counted_follower() = default;
    counted_follower(const metrics& counted, follower kind) : metrics_(&counted), kind_(kind) {
        metrics_->follower_came(kind_);
    }
    counted_follower(counted_follower&& other) noexcept
        : metrics_(std::exchange(other.metrics_, nullptr)), kind_(other.kind_) {}
    counted_follower& operator=(counted_follower&& other) noexcept {
        std::swap(metrics_, other.metrics_);
        std::swap(kind_, other.kind_);
        return *this;
    }
    ~counted_follower() {
        if (metrics_) metrics_->follower_left(kind_);
    }

  private:
    const metrics* metrics_ = nullptr;
    follower kind_ = follower::stream;
};

} // namespace media_sync
