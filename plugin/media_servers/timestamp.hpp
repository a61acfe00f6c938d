#pragma once

// Reads the times that media servers write.

#include "plugin/core/clock.hpp"

#include <optional>
#include <string_view>

namespace media_sync {

/// A date, or a date and time, of ISO 8601 as in RFC 3339, with `T` or a space between them, seconds and fraction optional,
/// digits beyond the microsecond dropped. Without a zone it is UTC. nullopt for anything else.
std::optional<time_point> parse_timestamp(std::string_view text);

} // namespace media_sync
