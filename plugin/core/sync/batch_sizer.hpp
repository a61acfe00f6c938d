#pragma once

// How many items go into one transaction: so many that a commit comes every 250 ms or every 1 % of the total, whichever is
// sooner, and never more than a fixed number.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace media_sync {

class batch_sizer {
  public:
    batch_sizer(std::size_t largest, std::chrono::milliseconds interval) : largest_(largest), interval_(interval) {}

    /// The size of the next batch, at least 1. Of a total that nobody knows there is no share: nullopt.
    std::size_t next(std::optional<std::int64_t> total) const;

    /// What the last batch took; the next one follows it.
    void took(std::size_t items, std::chrono::steady_clock::duration time);

  private:
    const std::size_t largest_;
    const std::chrono::milliseconds interval_;
    double items_per_second_ = 400; // of a slow disk, until something has been measured
};

} // namespace media_sync
