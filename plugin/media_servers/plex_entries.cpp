#include "plugin/media_servers/plex_entries.hpp"

#include "plugin/media_servers/plex_items.hpp"
#include "plugin/media_servers/plex_list.hpp"

namespace media_sync {

namespace {

plex_request entries_of(item_type list_type, const std::string& source_id) {
    if (list_type == item_type::playlist) return {{"playlists", source_id, "items"}};
    return {{"library", "collections", source_id, "items"}};
}

} // namespace

result<std::vector<list_entry>> read_plex_entries(plex_api& api, item_type list_type, const std::string& source_id,
                                                  const cancel_token& cancel) {
    plex_list list(api, entries_of(list_type, source_id));
    std::vector<list_entry> entries;
    try {
        for (std::optional<plex_place> place{std::in_place}; place;) {
            const auto slice = list.next(*place, cancel);
            for (const auto& element : slice.elements)
                if (auto entry = plex_entry(element)) entries.push_back(std::move(*entry));
            place = slice.next;
        }
    } catch (const plex_refusal& refused) {
        if (refused.status() != 404) throw;
        return problem{errc::not_found, "it is gone from the server"};
    }
    return entries;
}

} // namespace media_sync
