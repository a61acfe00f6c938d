#include "plugin/media_servers/base_item_kind.hpp"

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

constexpr std::array<std::string_view, 9> k_kinds{"Movie",      "Series", "Season",   "Episode", "MusicArtist",
                                                  "MusicAlbum", "Audio",  "Playlist", "BoxSet"};

} // namespace

std::string_view base_item_kind(item_type type) {
    return k_kinds[static_cast<std::size_t>(type)];
}

std::optional<item_type> parse_base_item_kind(std::string_view kind) {
    const auto found = std::ranges::find(k_kinds, kind);
    if (found == k_kinds.end()) return std::nullopt;
    return static_cast<item_type>(found - k_kinds.begin());
}

std::string base_item_kinds(const std::vector<item_type>& types) {
    std::string kinds;
    for (const auto type : types) {
        if (!kinds.empty()) kinds += ',';
        kinds += base_item_kind(type);
    }
    return kinds;
}

} // namespace media_sync
