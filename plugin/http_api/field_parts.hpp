#pragma once

// Cuts header fields into their parts (RFC 9110, section 5.6).

#include <string_view>

namespace media_sync {

/// Cuts the part before the next `separator` off the front of `text`, without the white space around it. A separator in a
/// quoted string separates nothing.
std::string_view next_part(std::string_view& text, char separator);

/// The value without the quotes around it, if there are any. Escapes stay as they are.
std::string_view unquoted(std::string_view value);

} // namespace media_sync
