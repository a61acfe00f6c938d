#pragma once

// Makes text from a media server fit for PostgreSQL: its jsonb and text refuse NUL and anything that is not UTF-8.

#include <cstddef>
#include <string>
#include <string_view>

namespace media_sync {

/// `text` without NUL, with U+FFFD for whatever is not UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above
/// U+10FFFF), cut between two characters so that it has at most `max_bytes`.
std::string clean_text(std::string_view text, std::size_t max_bytes = std::string_view::npos);

} // namespace media_sync
