#pragma once

// A Plex Media Server as a source of movies, series, music, playlists, collections and of what its user has played.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_settings.hpp"

namespace media_sync {

/// Plex knows no favourites. Cursors are those of plex_walk.
///
/// The history has one state of each item that has been played, begun or rated; how many these are only its end tells, so
/// what it counts, the plays, is an estimate.
std::unique_ptr<media_source> create_plex_source(std::string server, const plex_config& config, http_settings settings);

} // namespace media_sync
