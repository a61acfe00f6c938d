#pragma once

// All artists of a Subsonic server, which come in one answer, cut into pages.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/subsonic_api.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

class subsonic_artist_list {
  public:
    static constexpr std::size_t k_page_size = 500;

    /// Asks the server. Throws as subsonic_api does.
    subsonic_artist_list(subsonic_api& api, const cancel_token& cancel);

    /// How many there are, each id once.
    std::int64_t size() const { return static_cast<std::int64_t>(artists_.size()); }

    /// The page behind the artist with the id `last`, the first one for "" and for an artist that is gone.
    media_page page_after(const std::string& last) const;

  private:
    std::size_t position_after(const std::string& last) const;

    const subsonic_api& api_;
    std::vector<boost::json::value> artists_;
};

} // namespace media_sync
