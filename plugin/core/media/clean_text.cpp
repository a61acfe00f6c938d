#include "plugin/core/media/clean_text.hpp"

#include <algorithm>

namespace media_sync {

namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD"; // U+FFFD

bool in(unsigned char byte, unsigned char low, unsigned char high) {
    return byte >= low && byte <= high;
}

// Length of the UTF-8 character that begins the text, 0 if none does. The ranges are the table of RFC 3629, section 4.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
    const auto tail = [&](std::size_t i) { return in(byte(i), 0x80, 0xBF); };

    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (in(first, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
    if (in(first, 0xE0, 0xEF)) {
        const bool second = first == 0xE0 ? in(byte(1), 0xA0, 0xBF) : first == 0xED ? in(byte(1), 0x80, 0x9F) : tail(1);
        return second && tail(2) ? 3 : 0;
    }
    if (in(first, 0xF0, 0xF4)) {
        const bool second = first == 0xF0 ? in(byte(1), 0x90, 0xBF) : first == 0xF4 ? in(byte(1), 0x80, 0x8F) : tail(1);
        return second && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string clean_text(std::string_view text, std::size_t max_bytes) {
    std::string clean;
    clean.reserve(std::min(text.size(), max_bytes));

    while (!text.empty()) {
        const auto length = character_length(text);
        const auto piece = length == 0 ? k_replacement : text.substr(0, length);
        const bool is_nul = length == 1 && text.front() == '\0';
        text.remove_prefix(std::max<std::size_t>(length, 1));

        if (is_nul) continue;
        if (clean.size() + piece.size() > max_bytes) break;
        clean += piece;
    }
    return clean;
}

} // namespace media_sync
