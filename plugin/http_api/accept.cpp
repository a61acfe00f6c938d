#include "plugin/http_api/accept.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <cctype>

namespace media_sync {

namespace {

// Cuts the part before the next `separator` off the front of `text`.
std::string_view next_part(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    auto part = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    while (!part.empty() && std::isspace(static_cast<unsigned char>(part.front())))
        part.remove_prefix(1);
    while (!part.empty() && std::isspace(static_cast<unsigned char>(part.back())))
        part.remove_suffix(1);
    return part;
}

// 3: the type itself, 2: type/*, 1: */*, 0: another.
int specificity(std::string_view range, std::string_view media_type) {
    if (boost::algorithm::iequals(range, media_type)) return 3;
    const auto slash = media_type.find('/');
    if (range.ends_with("/*") &&
        boost::algorithm::iequals(range.substr(0, range.size() - 1), media_type.substr(0, slash + 1)))
        return 2;
    return range == "*/*" ? 1 : 0;
}

// A quality of 0, 0.0, 0.00 or 0.000.
bool forbids(std::string_view quality) {
    return quality.starts_with('0') && quality.find_first_of("123456789") == quality.npos;
}

} // namespace

bool accepts(std::string_view field, std::string_view media_type) {
    if (field.find_first_not_of(" \t,") == field.npos) return true;

    auto best = 0;
    auto allowed = false;
    while (!field.empty()) {
        auto element = next_part(field, ',');
        const auto match = specificity(next_part(element, ';'), media_type);
        if (match <= best) continue;

        best = match;
        allowed = true;
        while (!element.empty()) {
            const auto parameter = next_part(element, ';');
            if (boost::algorithm::istarts_with(parameter, "q=")) allowed = !forbids(parameter.substr(2));
        }
    }
    return allowed;
}

} // namespace media_sync
