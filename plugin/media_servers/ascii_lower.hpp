// Letter case of what is ASCII by its definition: schemes, host names, keys.
#pragma once

#include <algorithm>
#include <string>

namespace media_sync {

/// Knows no locale: other letters stay.
inline std::string ascii_lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace media_sync
