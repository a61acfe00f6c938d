#include "plugin/http_api/accept.hpp"

#include "plugin/http_api/field_parts.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <compare>

namespace media_sync {

namespace {

// What a field says of one media type; the greater, the more wanted.
struct wish {
    int quality = 0; // in thousandths
    int specificity = 0;

    auto operator<=>(const wish&) const = default;
};

// 3: the type itself, 2: type/*, 1: */*, 0: another.
int specificity_of(std::string_view range, std::string_view media_type) {
    if (boost::algorithm::iequals(range, media_type)) return 3;
    const auto slash = media_type.find('/');
    if (range.ends_with("/*") &&
        boost::algorithm::iequals(range.substr(0, range.size() - 1), media_type.substr(0, slash + 1)))
        return 2;
    return range == "*/*" ? 1 : 0;
}

// "0.75" in thousandths; anything that does not begin with 0 is 1.
int thousandths(std::string_view quality) {
    if (!quality.starts_with('0')) return 1000;
    int sum = 0;
    int digit_value = 100;
    for (const char c : quality.substr(quality.size() > 1 ? 2 : 1)) {
        if (c < '0' || c > '9' || digit_value == 0) break;
        sum += (c - '0') * digit_value;
        digit_value /= 10;
    }
    return sum;
}

wish wish_for(std::string_view media_type, std::string_view field) {
    wish best;
    while (!field.empty()) {
        auto element = next_part(field, ',');
        const auto specificity = specificity_of(next_part(element, ';'), media_type);
        if (specificity <= best.specificity) continue;

        best = {1000, specificity};
        while (!element.empty()) {
            const auto parameter = next_part(element, ';');
            if (boost::algorithm::istarts_with(parameter, "q=")) best.quality = thousandths(parameter.substr(2));
        }
    }
    return best;
}

} // namespace

std::optional<std::string_view> preferred_type(std::string_view field, std::span<const std::string_view> offered) {
    if (field.find_first_not_of(" \t,") == field.npos) return offered.front();

    std::optional<std::string_view> preferred;
    wish most;
    for (const auto media_type : offered) {
        const auto wanted = wish_for(media_type, field);
        if (wanted.quality == 0 || wanted <= most) continue;
        preferred = media_type;
        most = wanted;
    }
    return preferred;
}

} // namespace media_sync
