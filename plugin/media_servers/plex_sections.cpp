#include "plugin/media_servers/plex_sections.hpp"

#include "plugin/media_servers/json_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace media_sync {

namespace {

// What of ours sections hold.
struct kept_type {
    item_type type;
    std::string_view number; ///< Plex's for the type

    std::string_view section; ///< the type of the sections that hold it
};

constexpr std::array k_kept_types{
    kept_type{item_type::movie, "1", "movie"},   kept_type{item_type::series, "2", "show"},
    kept_type{item_type::season, "3", "show"},   kept_type{item_type::episode, "4", "show"},
    kept_type{item_type::artist, "8", "artist"}, kept_type{item_type::album, "9", "artist"},
    kept_type{item_type::track, "10", "artist"},
};

} // namespace

plex_sections::plex_sections(plex_api& api, const cancel_token& cancel) {
    for (const auto& element : api.get({{"library", "sections"}}, cancel).take("Directory")) {
        const auto* directory = element.if_object();
        if (!directory) continue;
        section each{text_field(*directory, "key"), text_field(*directory, "type")};
        const bool ours = std::ranges::find(k_kept_types, each.type, &kept_type::section) != k_kept_types.end();
        if (ours && !each.key.empty()) sections_.push_back(std::move(each));
    }
}

std::vector<plex_leg> plex_sections::legs_of(item_type type) const {
    const auto kept = std::ranges::find(k_kept_types, type, &kept_type::type);
    if (kept == k_kept_types.end()) return {};

    std::vector<plex_leg> legs;
    for (const auto& each : sections_) {
        if (each.type != kept->section) continue;
        // Oldest first, so that what is added during the walk comes at its end.
        legs.push_back({fmt::format("{}-{}", each.key, kept->number),
                        {{"library", "sections", each.key, "all"},
                         {{"type", std::string(kept->number)},
                          {"includeGuids", "1"},
                          {"includeCollections", "0"},
                          {"sort", "addedAt:asc"}}},
                        type});
    }
    return legs;
}

std::vector<plex_leg> plex_sections::collection_legs() const {
    std::vector<plex_leg> legs;
    for (const auto& each : sections_)
        legs.push_back({each.key, {{"library", "sections", each.key, "collections"}}, item_type::collection});
    return legs;
}

std::vector<plex_leg> plex_playlist_legs() {
    std::vector<plex_leg> legs;
    for (const auto* kind : {"video", "audio"})
        legs.push_back({kind, {{"playlists"}, {{"playlistType", kind}}}, item_type::playlist});
    return legs;
}

} // namespace media_sync
