#include "plugin/http_api/field_parts.hpp"

namespace media_sync {

namespace {

constexpr std::string_view k_white_space = " \t";

std::size_t end_of_part(std::string_view text, char separator) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text[i] == separator)
            return i;
    }
    return text.size();
}

} // namespace

std::string_view next_part(std::string_view& text, char separator) {
    const auto end = end_of_part(text, separator);
    auto part = text.substr(0, end);
    text.remove_prefix(end == text.size() ? end : end + 1);

    const auto first = part.find_first_not_of(k_white_space);
    if (first == part.npos) return {};
    return part.substr(first, part.find_last_not_of(k_white_space) - first + 1);
}

std::string_view unquoted(std::string_view value) {
    if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) return value;
    return value.substr(1, value.size() - 2);
}

} // namespace media_sync
