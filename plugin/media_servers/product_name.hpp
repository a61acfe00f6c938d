#pragma once

// How a server's product is called for people.

#include <string>
#include <string_view>

namespace media_sync {

/// "Jellyfin 10.9.11". The version is the server's own word: only its beginning is taken, and it may be missing.
std::string named(std::string_view product, std::string_view version);

} // namespace media_sync
