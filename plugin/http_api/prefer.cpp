#include "plugin/http_api/prefer.hpp"

#include "plugin/http_api/field_parts.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <charconv>

namespace media_sync {

namespace {

std::optional<std::chrono::seconds> seconds_of(std::string_view digits) {
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
    std::int64_t number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    // More digits than a number holds is still a whole number, and more than the cap.
    if (parsed.ec != std::errc{}) return k_longest_wait;
    return std::min(k_longest_wait, std::chrono::seconds(number));
}

} // namespace

std::optional<std::chrono::seconds> preferred_wait(std::string_view field) {
    while (!field.empty()) {
        auto element = next_part(field, ',');
        auto preference = next_part(element, ';');
        const auto name = next_part(preference, '=');
        if (!boost::algorithm::iequals(name, "wait")) continue;
        return seconds_of(unquoted(next_part(preference, '=')));
    }
    return std::nullopt;
}

} // namespace media_sync
