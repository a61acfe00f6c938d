#pragma once

// Turns Subsonic's artists, albums, songs and playlists into media items.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/subsonic_api.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace media_sync {

/// The id of an element of a list; "" if it has none.
std::string id_of_element(const boost::json::value& element);

// Each takes one element of a list, whatever it is, and adds to the page either an item or the failure that tells what the
// element lacks.

void add_artist(media_page& page, const boost::json::value& artist, const subsonic_api& api);
void add_album(media_page& page, const boost::json::value& album, const subsonic_api& api);

/// `album` is the answer of getAlbum that holds the song: it stands in for what old servers leave out of a song.
void add_track(media_page& page, const boost::json::value& song, const boost::json::object& album,
               const subsonic_api& api);

/// An element of getPlaylists with its entries, in their order, duplicates included, from the answer of getPlaylist.
void add_playlist(media_page& page, const boost::json::value& playlist, const boost::json::object& content,
                  const subsonic_api& api);

} // namespace media_sync
