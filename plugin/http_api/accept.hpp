#pragma once

// Content negotiation (RFC 9110, section 12.5.1).

#include <optional>
#include <span>
#include <string_view>

namespace media_sync {

/// The media type among `offered`, such as "application/json", that an Accept field, all of its values joined by commas,
/// wants most: by quality, then by how precisely the field names it, then by the order of the offer. An empty field wants
/// the first. The most specific range decides about a type, and one with q=0 forbids it; nullopt if all are forbidden.
std::optional<std::string_view> preferred_type(std::string_view field, std::span<const std::string_view> offered);

} // namespace media_sync
