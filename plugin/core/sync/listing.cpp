#include "plugin/core/sync/listing.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace media_sync {

namespace {

constexpr std::array<std::pair<listing, std::string_view>, 11> k_names{{
    {item_type::movie, "movies"},
    {item_type::series, "series"},
    {item_type::season, "seasons"},
    {item_type::episode, "episodes"},
    {item_type::artist, "artists"},
    {item_type::album, "albums"},
    {item_type::track, "tracks"},
    {item_type::playlist, "playlists"},
    {item_type::collection, "collections"},
    {listing::history(), "history"},
    {listing::favorites(), "favorites"},
}};

} // namespace

std::string_view to_string(listing what) {
    return std::ranges::find(k_names, what, &std::pair<listing, std::string_view>::first)->second;
}

std::optional<listing> parse_listing(std::string_view name) {
    const auto found = std::ranges::find(k_names, name, &std::pair<listing, std::string_view>::second);
    if (found == k_names.end()) return std::nullopt;
    return found->first;
}

} // namespace media_sync
