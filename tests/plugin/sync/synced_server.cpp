#include "synced_server.hpp"

#include "base_item_server.hpp"
#include "generated_server.hpp"
#include "plex_server.hpp"
#include "subsonic_server.hpp"

#include <algorithm>

namespace media_sync::test {

std::unique_ptr<synced_server> create_synced_server(const std::string& kind, library_scale scale, sync_type about) {
    if (kind == "subsonic") return create_subsonic_server(scale, about);
    auto library = library_of(scale, about);
    constexpr std::size_t few = 4;
    auto largest = scale == library_scale::small_pages ? few : 1000;
    if (kind != "plex") return create_base_item_server(kind, std::move(library), largest);
    if (scale == library_scale::three_pages) largest = 75; // listings begin anew with each of two sections
    return create_plex_server(std::move(library), largest);
}

std::unique_ptr<synced_server> create_synced_server(const std::string& kind, int items, std::size_t largest_page,
                                                    std::uint32_t seed) {
    if (kind == "subsonic") return create_subsonic_server(items, largest_page, seed);
    auto library = library_of(items, seed);
    if (kind == "plex") return create_plex_server(std::move(library), largest_page);
    return create_base_item_server(kind, std::move(library), largest_page);
}

bool offers(const std::string& kind, sync_type type) {
    if (kind == "plex") return type != sync_type::favorites;
    if (kind != "subsonic") return true;
    return type != sync_type::movies && type != sync_type::series && type != sync_type::collections;
}

std::vector<std::string> item_types_of(sync_type type) {
    switch (type) {
    case sync_type::movies:
        return {"movie"};
    case sync_type::series:
        return {"series", "season", "episode"};
    case sync_type::music:
        return {"artist", "album", "track"};
    case sync_type::playlists:
        return {"playlist"};
    case sync_type::collections:
        return {"collection"};
    case sync_type::history:
    case sync_type::favorites:
        return {};
    case sync_type::full:
        return {"movie", "series", "season", "episode", "artist", "album", "track", "playlist", "collection"};
    }
    return {};
}

row_map only(const row_map& rows, const std::vector<std::string>& types) {
    auto kept = rows;
    std::erase_if(kept, [&](const auto& row) { return std::ranges::find(types, row.first.first) == types.end(); });
    return kept;
}

} // namespace media_sync::test
