#include "cli/columns.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace sample_host {
namespace {

struct code_point {
    char32_t value;
    std::size_t length; ///< bytes
    bool valid;
};

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// The first one of a text that is not empty. A byte that begins none is one by itself.
code_point first(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {lead, 1, true};

    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {0xFFFD, 1, false};
    auto value = static_cast<char32_t>(lead & (0x7F >> length));
    for (const char byte : text.substr(1, length - 1)) {
        if (!is_continuation(byte)) return {0xFFFD, 1, false};
        value = value << 6 | (static_cast<unsigned char>(byte) & 0x3F);
    }

    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return {0xFFFD, 1, false};
    return {value, length, true};
}

struct range {
    char32_t from;
    char32_t to;
};

constexpr std::array k_without_width{range{0x0300, 0x036F},   range{0x0483, 0x0489},  range{0x0591, 0x05BD},
                                     range{0x064B, 0x065F},   range{0x093C, 0x093C},  range{0x094D, 0x094D},
                                     range{0x0E31, 0x0E31},   range{0x0E34, 0x0E3A},  range{0x0E47, 0x0E4E},
                                     range{0x1160, 0x11FF},   range{0x200B, 0x200D},  range{0x20D0, 0x20FF},
                                     range{0xFE00, 0xFE0F},   range{0xFE20, 0xFE2F},  range{0xFEFF, 0xFEFF},
                                     range{0x1F3FB, 0x1F3FF}, range{0xE0100, 0xE01EF}};

constexpr std::array k_double_width{range{0x1100, 0x115F},   range{0x231A, 0x231B},   range{0x23E9, 0x23EC},
                                    range{0x2E80, 0x303E},   range{0x3041, 0xA4CF},   range{0xA960, 0xA97F},
                                    range{0xAC00, 0xD7A3},   range{0xF900, 0xFAFF},   range{0xFE30, 0xFE6F},
                                    range{0xFF00, 0xFF60},   range{0xFFE0, 0xFFE6},   range{0x1F300, 0x1F64F},
                                    range{0x1F680, 0x1F6FF}, range{0x1F900, 0x1FAFF}, range{0x20000, 0x3FFFD}};

constexpr std::array k_harmful{range{0x00, 0x1F}, range{0x7F, 0x9F}, range{0x200E, 0x200F}, range{0x2028, 0x202E},
                               range{0x2066, 0x2069}};

bool is_in(char32_t value, std::span<const range> ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [=](const range& each) { return value >= each.from && value <= each.to; });
}

std::size_t width_of(char32_t value) {
    if (is_in(value, k_without_width)) return 0;
    return is_in(value, k_double_width) ? 2 : 1;
}

} // namespace

std::string printable(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const auto next = first(text);
        if (next.valid && !is_in(next.value, k_harmful))
            shown += text.substr(0, next.length);
        else
            shown += '?';
        text.remove_prefix(next.length);
    }
    return shown;
}

std::size_t columns(std::string_view text) {
    std::size_t taken = 0;
    while (!text.empty()) {
        const auto next = first(text);
        taken += width_of(next.value);
        text.remove_prefix(next.length);
    }
    return taken;
}

std::string cut(std::string_view text, std::size_t width) {
    if (columns(text) <= width) return std::string(text);

    const auto dots = std::min<std::size_t>(3, width);
    std::size_t taken = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        const auto next = first(text.substr(end));
        if (taken + width_of(next.value) + dots > width) break;
        taken += width_of(next.value);
        end += next.length;
    }
    return std::string(text.substr(0, end)) + std::string(dots, '.');
}

std::string padded(std::string text, std::size_t width) {
    const auto taken = columns(text);
    if (taken < width) text.append(width - taken, ' ');
    return text;
}

} // namespace sample_host
