#pragma once

// What the token's user has done with the items of a Plex server, put together from the history and from the items.

#include "plugin/media_servers/plex_api.hpp"

#include <unordered_map>

namespace media_sync {

class plex_history {
  public:
    /// Reads all plays of the server's owner. The server tells nobody else, and refuses: then there are none, and what the items
    /// say is all. So whether the token is good has to be known before. Throws as plex_list does.
    plex_history(plex_api& api, const cancel_token& cancel);

    /// How many plays the server keeps; nullopt if it refuses to tell.
    static std::optional<std::int64_t> count(plex_api& api, const cancel_token& cancel);

    /// The state of an item from a listing; nullopt if the user has neither played nor rated it. Plays are told of what can
    /// itself be played; of a series, a season, an artist or an album only the rating, for its plays are those of its parts.
    std::optional<user_item_state> state_of(const boost::json::value& element, item_type type) const;

  private:
    struct plays {
        std::int64_t count = 0;
        std::optional<time_point> last;
    };
    void count_play(const boost::json::object& play);

    std::unordered_map<std::string, plays> plays_; ///< by ratingKey; as many as items have been played
};

} // namespace media_sync
