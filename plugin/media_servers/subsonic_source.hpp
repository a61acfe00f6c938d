#pragma once

// A Subsonic or OpenSubsonic server as a source of artists, albums and tracks.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_settings.hpp"

namespace media_sync {

/// Cursors: the id of the last artist of a page; the offset of an album in the server's list for albums and for tracks.
std::unique_ptr<media_source> create_subsonic_source(std::string server, const subsonic_config& config,
                                                     http_settings settings);

} // namespace media_sync
