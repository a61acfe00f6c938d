#include "plugin/media_servers/subsonic_source.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/subsonic_album_list.hpp"
#include "plugin/media_servers/subsonic_artist_list.hpp"
#include "plugin/media_servers/subsonic_items.hpp"
#include "plugin/media_servers/subsonic_track_list.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace media_sync {

namespace {

// A cursor that is none of ours begins again: whatever comes twice is recognised when it is written.
std::int64_t offset_of(const std::string& cursor) {
    std::int64_t offset = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), offset);
    return std::max<std::int64_t>(offset, 0);
}

class subsonic_source final : public media_source {
  public:
    subsonic_source(std::string server, const subsonic_config& config, http_settings settings)
        : api_(std::move(server), config, std::move(settings)) {}

    std::vector<listing> listings_of(sync_type type) const override {
        if (type == sync_type::music) return {item_type::artist, item_type::album, item_type::track};
        return {};
    }

    std::optional<item_count> count(listing what, const cancel_token& cancel) override {
        if (!what.items()) return std::nullopt;
        switch (*what.items()) {
        case item_type::artist:
            artists_.emplace(api_, cancel);
            return item_count{artists_->size(), false};
        case item_type::album:
            return count_albums(cancel);
        case item_type::track:
            return count_tracks(cancel);
        default:
            return std::nullopt;
        }
    }

    media_page next_page(listing what, const std::string& cursor, const cancel_token& cancel) override {
        if (!what.items()) return {};
        switch (*what.items()) {
        case item_type::artist:
            return artists_page(cursor, cancel);
        case item_type::album:
            return albums_page(offset_of(cursor), cancel);
        case item_type::track:
            return tracks_page(offset_of(cursor), cancel);
        default:
            return {};
        }
    }

  private:
    // One walk over the albums counts them and, by what they say of themselves, their tracks.
    item_count count_albums(const cancel_token& cancel) {
        subsonic_album_list list(api_, 0);
        item_count albums;
        item_count tracks{0, true};
        for (auto page = list.next(cancel); !page.empty(); page = list.next(cancel)) {
            for (const auto& [offset, album] : page) {
                const auto* object = album.if_object();
                if (object) tracks.value += count_field(*object, "songCount").value_or(0);
            }
            albums.value += static_cast<std::int64_t>(page.size());
        }
        tracks_counted_ = tracks;
        return albums;
    }

    item_count count_tracks(const cancel_token& cancel) {
        if (!tracks_counted_) count_albums(cancel);
        // Used once, so that whoever asks again hears how it is then.
        return *std::exchange(tracks_counted_, std::nullopt);
    }

    media_page artists_page(const std::string& cursor, const cancel_token& cancel) {
        // What count() has just read serves the first page too: a large library's list takes its time.
        if (!artists_) artists_.emplace(api_, cancel);
        auto page = artists_->page_after(cursor);
        if (!page.next) artists_.reset();
        return page;
    }

    media_page albums_page(std::int64_t offset, const cancel_token& cancel) {
        if (!albums_ || albums_->offset() != offset) albums_.emplace(api_, offset);

        media_page page;
        const auto listed = albums_->next(cancel);
        for (const auto& [at, album] : listed)
            add_album(page, album, api_);
        if (!listed.empty()) page.next = std::to_string(albums_->offset());
        if (!page.next) albums_.reset();
        return page;
    }

    media_page tracks_page(std::int64_t offset, const cancel_token& cancel) {
        if (!tracks_ || tracks_->offset() != offset) tracks_.emplace(api_, offset);

        auto page = tracks_->next(cancel);
        if (!page.next) tracks_.reset();
        return page;
    }

    subsonic_api api_;
    std::optional<subsonic_artist_list> artists_;
    std::optional<subsonic_album_list> albums_;
    std::optional<subsonic_track_list> tracks_;
    std::optional<item_count> tracks_counted_;
};

} // namespace

std::unique_ptr<media_source> create_subsonic_source(std::string server, const subsonic_config& config,
                                                     http_settings settings) {
    return std::make_unique<subsonic_source>(std::move(server), config, std::move(settings));
}

} // namespace media_sync
