#include "plugin/core/sync/sync_type.hpp"

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

constexpr std::array<std::string_view, 8> k_words{"movies",    "series",      "music",     "history",
                                                  "favorites", "collections", "playlists", "full"};

} // namespace

std::string_view to_string(sync_type type) {
    return k_words[static_cast<std::size_t>(type)];
}

std::optional<sync_type> parse_sync_type(std::string_view word) {
    const auto found = std::ranges::find(k_words, word);
    if (found == k_words.end()) return std::nullopt;
    return static_cast<sync_type>(found - k_words.begin());
}

} // namespace media_sync
