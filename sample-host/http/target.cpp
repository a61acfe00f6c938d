#include "http/target.hpp"

#include <algorithm>
#include <charconv>

namespace sample_host::http {
namespace {

std::string_view without_authority(std::string_view text) {
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        text.remove_prefix(scheme.size());
        const auto path = text.find_first_of("/?");
        return path == std::string_view::npos ? std::string_view{} : text.substr(path);
    }
    return text;
}

std::optional<std::string> form_decoded(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decoded(spaced);
}

std::optional<field_list> parse_query(std::string_view text) {
    field_list fields;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;

        const auto equals = pair.find('=');
        auto name = form_decoded(pair.substr(0, equals));
        auto value = form_decoded(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
        if (!name || !value) return std::nullopt;
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        unsigned char byte = 0;
        const auto* digits = text.data() + i + 1;
        const auto [end, problem] = std::from_chars(digits, digits + 2, byte, 16);
        if (problem != std::errc{} || end != digits + 2 || byte == 0) return std::nullopt;
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

std::optional<target> parse_target(std::string_view text) {
    const auto relative = without_authority(text);
    const auto question = relative.find('?');
    auto path = relative.substr(0, question);
    if (path.empty() && relative.size() != text.size()) path = "/";
    if (!path.starts_with('/') || path.find('#') != std::string_view::npos) return std::nullopt;

    auto query = parse_query(question == std::string_view::npos ? std::string_view{} : relative.substr(question + 1));
    if (!query) return std::nullopt;
    return target{path, std::move(*query)};
}

} // namespace sample_host::http
