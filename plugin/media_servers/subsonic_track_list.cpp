#include "plugin/media_servers/subsonic_track_list.hpp"

#include "plugin/media_servers/json_fields.hpp"

#include <fmt/format.h>

namespace media_sync {

media_page subsonic_track_list::next(const cancel_token& cancel) {
    media_page page;
    if (waiting_.empty()) {
        const auto listed = albums_.next(cancel);
        if (listed.empty()) return page;
        announce(listed);
    }

    const auto albums = take();
    std::vector<subsonic_call> calls;
    for (const auto& album : albums)
        calls.push_back({"getAlbum", {{"id", album.id}}});

    const auto answers = api_.call_all(calls, cancel);
    for (std::size_t i = 0; i < albums.size(); ++i) {
        const auto* content = answers[i] ? object_field(*answers[i], "album") : nullptr;
        if (!content) {
            const auto why = answers[i] ? std::string("the answer holds no album") : answers[i].error().text;
            page.failures.push_back({albums[i].id, albums[i].title, fmt::format("its tracks cannot be read: {}", why)});
            continue;
        }
        for (const auto& song : list_field(*content, "song"))
            read_(page, song, *content, api_);
    }
    page.next = std::to_string(offset());
    return page;
}

// An album without an id is left out: it has been counted as a failure among the albums.
void subsonic_track_list::announce(const std::vector<listed_album>& albums) {
    for (const auto& [offset, album] : albums) {
        const auto* object = album.if_object();
        auto id = object ? text_field(*object, "id") : std::string();
        if (id.empty()) continue;
        waiting_.push_back(
            {offset, std::move(id), text_field(*object, "name"), count_field(*object, "songCount").value_or(0)});
    }
}

std::vector<subsonic_track_list::announced_album> subsonic_track_list::take() {
    std::vector<announced_album> taken;
    std::int64_t tracks = 0;
    while (!waiting_.empty() && taken.size() < k_albums_per_page && tracks < k_tracks_per_page) {
        tracks += waiting_.front().tracks;
        taken.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return taken;
}

} // namespace media_sync
