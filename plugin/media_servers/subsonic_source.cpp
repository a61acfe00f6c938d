#include "plugin/media_servers/subsonic_source.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/product_name.hpp"
#include "plugin/media_servers/subsonic_album_list.hpp"
#include "plugin/media_servers/subsonic_artist_list.hpp"
#include "plugin/media_servers/subsonic_items.hpp"
#include "plugin/media_servers/subsonic_playlist_list.hpp"
#include "plugin/media_servers/subsonic_states.hpp"
#include "plugin/media_servers/subsonic_track_list.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace media_sync {

namespace {

// The type of getAlbumList2 that lists albums with plays.
constexpr const char* k_played_albums = "frequent";

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

    std::string identify(const cancel_token& cancel) override {
        const auto answer = api_.call({"ping", {}}, cancel);
        const auto product = text_field(answer, "type");
        if (product.empty()) return named("Subsonic API", text_field(answer, "version"));
        return named(product, text_field(answer, "serverVersion"));
    }

    std::vector<listing> listings_of(sync_type type) const override {
        switch (type) {
        case sync_type::music:
            return {item_type::artist, item_type::album, item_type::track};
        case sync_type::playlists:
            return {item_type::playlist};
        case sync_type::history:
            return {listing::history()};
        case sync_type::favorites:
            return {listing::favorites()};
        default:
            return {};
        }
    }

    std::optional<item_count> count(listing what, const cancel_token& cancel) override {
        if (what == listing::history()) return count_plays(cancel);
        if (what == listing::favorites()) return count_favorites(cancel);
        switch (*what.items()) {
        case item_type::artist:
            artists_.emplace(api_, cancel);
            return item_count{artists_->size(), false};
        case item_type::album:
            return count_albums(cancel);
        case item_type::track:
            return count_tracks(cancel);
        case item_type::playlist:
            playlists_.emplace(api_, cancel);
            return item_count{playlists_->size(), false};
        default:
            return std::nullopt;
        }
    }

    media_page next_page(listing what, const std::string& cursor, const cancel_token& cancel) override {
        if (what == listing::history()) return history_page(offset_of(cursor), cancel);
        if (what == listing::favorites()) return favorites_page(cancel);
        switch (*what.items()) {
        case item_type::artist:
            return artists_page(cursor, cancel);
        case item_type::album:
            return albums_page(offset_of(cursor), cancel);
        case item_type::track:
            return tracks_page(offset_of(cursor), cancel);
        case item_type::playlist:
            return playlists_page(cursor, cancel);
        default:
            return {};
        }
    }

  private:
    // One walk over the albums counts them and, by what they say of themselves, their tracks. That these are as many as are
    // listed then is no accident.
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
        albums.proves_whole = tracks.proves_whole = list.is_whole();
        tracks_counted_ = tracks;
        return albums;
    }

    item_count count_tracks(const cancel_token& cancel) {
        if (!tracks_counted_) count_albums(cancel);
        // Used once, so that whoever asks again hears how it is then.
        return *std::exchange(tracks_counted_, std::nullopt);
    }

    // Of an album that does not tell how often it was played any song may have been.
    item_count count_plays(const cancel_token& cancel) {
        subsonic_album_list list(api_, 0, k_played_albums);
        item_count played{0, true};
        for (auto page = list.next(cancel); !page.empty(); page = list.next(cancel)) {
            for (const auto& [offset, album] : page) {
                const auto* object = album.if_object();
                if (!object) continue;
                const auto songs = count_field(*object, "songCount").value_or(0);
                played.value += std::min(songs, count_field(*object, "playCount").value_or(songs));
            }
        }
        return played;
    }

    item_count count_favorites(const cancel_token& cancel) {
        favorites_ = read_favorites(api_, cancel);
        return {static_cast<std::int64_t>(favorites_->states.size() + favorites_->failures.size()), false};
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
        if (!tracks_ || tracks_->offset() != offset)
            tracks_.emplace(api_, subsonic_album_list(api_, offset), &add_track);

        auto page = tracks_->next(cancel);
        if (!page.next) tracks_.reset();
        return page;
    }

    media_page history_page(std::int64_t offset, const cancel_token& cancel) {
        if (!plays_ || plays_->offset() != offset)
            plays_.emplace(api_, subsonic_album_list(api_, offset, k_played_albums), &add_played_song);

        auto page = plays_->next(cancel);
        if (!page.next) plays_.reset();
        return page;
    }

    media_page playlists_page(const std::string& cursor, const cancel_token& cancel) {
        if (!playlists_) playlists_.emplace(api_, cancel);
        auto page = playlists_->page_after(cursor, cancel);
        if (!page.next) playlists_.reset();
        return page;
    }

    media_page favorites_page(const cancel_token& cancel) {
        if (!favorites_) favorites_ = read_favorites(api_, cancel);
        return *std::exchange(favorites_, std::nullopt);
    }

    subsonic_api api_;
    std::optional<subsonic_artist_list> artists_;
    std::optional<subsonic_album_list> albums_;
    std::optional<subsonic_track_list> tracks_;
    std::optional<subsonic_track_list> plays_;
    std::optional<subsonic_playlist_list> playlists_;
    std::optional<media_page> favorites_; ///< counted and not yet delivered
    std::optional<item_count> tracks_counted_;
};

} // namespace

std::unique_ptr<media_source> create_subsonic_source(std::string server, const subsonic_config& config,
                                                     http_settings settings) {
    return std::make_unique<subsonic_source>(std::move(server), config, std::move(settings));
}

} // namespace media_sync
