#pragma once

// What a Subsonic server knows of its user's doings.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/subsonic_api.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

/// Adds the state of a song that the user has played or rated. Servers that keep no plays say nothing of them, and then there
/// is no state. `album` and `api` are there to fit subsonic_track_list.
void add_played_song(media_page& page, const boost::json::value& song, const boost::json::object& album,
                     const subsonic_api& api);

/// All starred artists, albums and songs, each id of a type once, in one page: the server knows no parts of it. Throws as
/// subsonic_api does.
media_page read_favorites(subsonic_api& api, const cancel_token& cancel);

} // namespace media_sync
