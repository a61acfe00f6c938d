#pragma once

// What a user has done with a media item, as a media server tells it: the stuff of history and favourites, which is the
// user's and never enters the shared item.

#include "plugin/core/media/media_item.hpp"

namespace media_sync {

/// nullopt: the server did not say, so what is stored stays.
struct user_item_state {
    item_type type = item_type::movie; ///< with `source_id` it names the item on the same client
    std::string source_id;
    std::string title; ///< to name an item that is not in the library

    std::optional<bool> is_favorite;
    std::optional<double> user_rating; ///< 0 to 10
    std::optional<std::int64_t> play_count;
    std::optional<time_point> last_played_at;
    std::optional<std::int64_t> position_seconds; ///< where playing goes on
    std::optional<std::int64_t> duration_seconds;
    std::optional<double> played_percentage; ///< 0 to 100
    std::optional<bool> completed;           ///< played to its end at least once

    bool operator==(const user_item_state&) const = default;
};

} // namespace media_sync
