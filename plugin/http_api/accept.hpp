#pragma once

// Content negotiation (RFC 9110, section 12.5.1).

#include <string_view>

namespace media_sync {

/// Whether an Accept field, all of its values joined by commas, allows a media type such as "application/json". An empty
/// field allows everything. The most specific range decides; one with q=0 forbids.
bool accepts(std::string_view field, std::string_view media_type);

} // namespace media_sync
