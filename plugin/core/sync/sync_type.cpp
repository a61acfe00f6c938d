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

sync_type library_of(item_type type) {
    switch (type) {
    case item_type::movie:
        return sync_type::movies;
    case item_type::series:
    case item_type::season:
    case item_type::episode:
        return sync_type::series;
    case item_type::artist:
    case item_type::album:
    case item_type::track:
        return sync_type::music;
    case item_type::playlist:
        return sync_type::playlists;
    case item_type::collection:
        return sync_type::collections;
    }
    return sync_type::full;
}

} // namespace media_sync
