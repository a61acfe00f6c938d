#pragma once

// All playlists of a Subsonic server, which come in one answer without their entries, cut into pages with them.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/subsonic_api.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

class subsonic_playlist_list {
  public:
    /// Each playlist costs a request.
    static constexpr std::size_t k_page_size = 20;

    /// Asks the server. Throws as subsonic_api does.
    subsonic_playlist_list(subsonic_api& api, const cancel_token& cancel);

    /// How many there are, each id once.
    std::int64_t size() const { return static_cast<std::int64_t>(playlists_.size()); }

    /// The page behind the playlist with the id `last`, the first one for "" and for a playlist that is gone. A playlist that
    /// the server does not find is a failure. Throws as subsonic_api does.
    media_page page_after(const std::string& last, const cancel_token& cancel);

  private:
    subsonic_api& api_;
    std::vector<boost::json::value> playlists_;
};

} // namespace media_sync
