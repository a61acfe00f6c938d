#include "plugin/media_servers/subsonic_artist_list.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/subsonic_items.hpp"

#include <algorithm>
#include <unordered_set>

namespace media_sync {

subsonic_artist_list::subsonic_artist_list(subsonic_api& api, const cancel_token& cancel) : api_(api) {
    const auto response = api.call({"getArtists", {}}, cancel);
    const auto* content = object_field(response, "artists");
    if (!content) return;

    std::unordered_set<std::string> seen;
    for (const auto& index : list_field(*content, "index")) {
        if (!index.is_object()) continue;
        for (const auto& artist : list_field(index.get_object(), "artist")) {
            const auto id = id_of_element(artist);
            if (id.empty() || seen.insert(id).second) artists_.push_back(artist);
        }
    }
}

media_page subsonic_artist_list::page_after(const std::string& last) const {
    media_page page;
    std::size_t added = 0;
    for (auto at = position_after(last); at < artists_.size(); ++at) {
        add_artist(page, artists_[at], api_);

        // A page ends behind an artist with an id, which then is the cursor.
        auto id = id_of_element(artists_[at]);
        if (++added < k_page_size || id.empty() || at + 1 == artists_.size()) continue;
        page.next = std::move(id);
        break;
    }
    return page;
}

std::size_t subsonic_artist_list::position_after(const std::string& last) const {
    if (last.empty()) return 0;
    const auto found = std::ranges::find(artists_, last, id_of_element);
    return found == artists_.end() ? 0 : static_cast<std::size_t>(found - artists_.begin()) + 1;
}

} // namespace media_sync
