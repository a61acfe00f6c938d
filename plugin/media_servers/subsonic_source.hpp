#pragma once

// A Subsonic or OpenSubsonic server as a source of music, playlists, favourites and of what has been played.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_settings.hpp"

namespace media_sync {

/// Subsonic knows no collections. Cursors: the id of the last artist or playlist of a page; for albums, tracks and history the
/// offset of an album in the server's list.
///
/// The history is of songs, as far as the server says `playCount` or `played` of them; of a server that says neither it is
/// empty. Its count is an estimate from what the played albums say.
std::unique_ptr<media_source> create_subsonic_source(std::string server, const subsonic_config& config,
                                                     http_settings settings);

} // namespace media_sync
