#include "plugin/core/media/media_item.hpp"

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

struct type_words {
    std::string_view word;
    std::string_view plural;
};

constexpr std::array<type_words, 9> k_type_words{{
    {"movie", "movies"},
    {"series", "series"},
    {"season", "seasons"},
    {"episode", "episodes"},
    {"artist", "artists"},
    {"album", "albums"},
    {"track", "tracks"},
    {"playlist", "playlists"},
    {"collection", "collections"},
}};

} // namespace

std::string_view to_string(item_type type) {
    return k_type_words[static_cast<std::size_t>(type)].word;
}

std::string_view plural(item_type type) {
    return k_type_words[static_cast<std::size_t>(type)].plural;
}

std::optional<item_type> parse_item_type(std::string_view word) {
    const auto found = std::ranges::find(k_type_words, word, &type_words::word);
    if (found == k_type_words.end()) return std::nullopt;
    return static_cast<item_type>(found - k_type_words.begin());
}

} // namespace media_sync
