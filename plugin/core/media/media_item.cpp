#include "plugin/core/media/media_item.hpp"

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

constexpr std::array<std::string_view, 9> k_type_words{"movie", "series", "season",   "episode",   "artist",
                                                       "album", "track",  "playlist", "collection"};

} // namespace

std::string_view to_string(item_type type) {
    return k_type_words[static_cast<std::size_t>(type)];
}

std::optional<item_type> parse_item_type(std::string_view word) {
    const auto found = std::ranges::find(k_type_words, word);
    if (found == k_type_words.end()) return std::nullopt;
    return static_cast<item_type>(found - k_type_words.begin());
}

} // namespace media_sync
