#include "plugin/core/progress/run.hpp"

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

constexpr std::array<std::string_view, 5> k_status_words{"pending", "running", "completed", "failed", "cancelled"};
constexpr std::array<std::string_view, 3> k_liveness_words{"ok", "stalled", "lost"};

} // namespace

std::string_view to_string(run_status status) {
    return k_status_words[static_cast<std::size_t>(status)];
}

std::optional<run_status> parse_run_status(std::string_view word) {
    const auto found = std::ranges::find(k_status_words, word);
    if (found == k_status_words.end()) return std::nullopt;
    return static_cast<run_status>(found - k_status_words.begin());
}

std::string_view to_string(liveness state) {
    return k_liveness_words[static_cast<std::size_t>(state)];
}

} // namespace media_sync
