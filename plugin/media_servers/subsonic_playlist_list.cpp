#include "plugin/media_servers/subsonic_playlist_list.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/subsonic_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace media_sync {

namespace json = boost::json;

subsonic_playlist_list::subsonic_playlist_list(subsonic_api& api, const cancel_token& cancel) : api_(api) {
    const auto response = api.call({"getPlaylists", {}}, cancel);
    const auto* content = object_field(response, "playlists");
    if (!content) return;

    std::unordered_set<std::string> seen;
    for (const auto& playlist : list_field(*content, "playlist")) {
        const auto id = id_of_element(playlist);
        if (id.empty() || seen.insert(id).second) playlists_.push_back(playlist);
    }
}

media_page subsonic_playlist_list::page_after(const std::string& last, const cancel_token& cancel) {
    const auto found = last.empty() ? playlists_.end() : std::ranges::find(playlists_, last, id_of_element);
    const auto begin = found == playlists_.end() ? playlists_.begin() : std::next(found);

    media_page page;
    std::vector<subsonic_call> calls;
    auto end = begin;
    for (; end != playlists_.end() && calls.size() < k_page_size; ++end) {
        const auto id = id_of_element(*end);
        if (id.empty())
            add_playlist(page, *end, {}, api_); // a failure
        else
            calls.push_back({"getPlaylist", {{"id", id}}});
    }

    const auto answers = api_.call_all(calls, cancel);
    std::size_t answered = 0;
    for (auto at = begin; at != end; ++at) {
        const auto id = id_of_element(*at);
        if (id.empty()) continue;
        const auto& answer = answers[answered++];
        const auto* content = answer ? object_field(*answer, "playlist") : nullptr;
        if (content) {
            add_playlist(page, *at, *content, api_);
            continue;
        }
        const auto why = answer ? std::string("the answer holds no playlist") : answer.error().text;
        page.failures.push_back(
            {id, text_field(at->get_object(), "name"), fmt::format("its entries cannot be read: {}", why)});
    }
    // A full page ends behind a playlist with an id, which then is the cursor.
    if (end != playlists_.end()) page.next = id_of_element(*std::prev(end));
    return page;
}

} // namespace media_sync
