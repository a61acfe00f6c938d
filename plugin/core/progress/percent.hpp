#pragma once

// The percent rules: what a run may show, whatever its job says.

#include <cstdint>
#include <optional>

namespace media_sync {

constexpr int k_percent_before_completion = 99; ///< 100 belongs to the write that completes the run

/// min(99, floor(100 * processed / total)); 0 while the total is unknown or 0.
int percent_of_items(std::int64_t processed, std::optional<std::int64_t> total);

/// A media sync's percent while it works through its items: 20 + floor(70 * processed / total), 90 for a total of 0. From
/// the proposal: 0 starting, 10 fetching, 20 found, 20 to 90 processing, 100 completed.
int percent_of_sync(std::int64_t processed, std::int64_t total);

constexpr int k_percent_starting = 0;
constexpr int k_percent_fetching = 10;
constexpr int k_percent_found = 20;
constexpr int k_percent_processed = 90;
constexpr int k_percent_finishing = 95;

} // namespace media_sync
