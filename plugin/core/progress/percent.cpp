#include "plugin/core/progress/percent.hpp"

#include <algorithm>

namespace media_sync {

namespace {

__extension__ using wide_int = __int128;

// floor(scale * part / whole) for 0 <= part <= whole, without the overflow of the product.
int share(int scale, std::int64_t part, std::int64_t whole) {
    return static_cast<int>(static_cast<wide_int>(scale) * part / whole);
}

} // namespace

int percent_of_items(std::int64_t processed, std::optional<std::int64_t> total) {
    if (!total || *total <= 0) return 0;
    return std::min(k_percent_before_completion, share(100, std::clamp<std::int64_t>(processed, 0, *total), *total));
}

int percent_of_sync(std::int64_t processed, std::int64_t total) {
    if (total <= 0) return k_percent_processed;
    return k_percent_found +
           share(k_percent_processed - k_percent_found, std::clamp<std::int64_t>(processed, 0, total), total);
}

} // namespace media_sync
