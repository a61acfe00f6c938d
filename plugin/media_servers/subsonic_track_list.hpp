#pragma once

// Walks over the songs of a Subsonic server, which come album by album.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/subsonic_album_list.hpp"

#include <deque>

namespace media_sync {

class subsonic_track_list {
  public:
    /// A page ends with the album that reaches one of these.
    static constexpr std::size_t k_albums_per_page = 40;
    static constexpr std::int64_t k_tracks_per_page = 1000;

    /// Adds to a page what a song comes to. The object is the answer of getAlbum that holds the song.
    using song_reader = void (*)(media_page&, const boost::json::value& song, const boost::json::object& album,
                                 const subsonic_api&);

    subsonic_track_list(subsonic_api& api, subsonic_album_list albums, song_reader read)
        : api_(api), albums_(std::move(albums)), read_(read) {}

    /// What comes of the songs of the next albums; `next` is the offset of the album behind them. An album that is gone by now, or that the
    /// server does not find, is a failure. Throws as subsonic_api does.
    media_page next(const cancel_token& cancel);

    /// In the server's list, of the album that comes next.
    std::int64_t offset() const { return waiting_.empty() ? albums_.offset() : waiting_.front().offset; }

  private:
    struct announced_album {
        std::int64_t offset = 0;
        std::string id;
        std::string title;
        std::int64_t tracks = 0;
    };

    void announce(const std::vector<listed_album>& albums);
    std::vector<announced_album> take();

    subsonic_api& api_;
    subsonic_album_list albums_;
    song_reader read_;
    std::deque<announced_album> waiting_;
};

} // namespace media_sync
