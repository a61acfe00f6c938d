#include "plugin/media_servers/json_body.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cctype>

namespace media_sync {

namespace {

namespace json = boost::json;

constexpr std::size_t k_max_depth = 32;

json::value parse(std::string_view text, json::error_code& error) {
    json::parse_options options;
    options.max_depth = k_max_depth;
    options.allow_invalid_utf8 = true;
    return json::parse(json::string_view(text.data(), text.size()), error, {}, options);
}

// The number of a \uXXXX escape at the beginning of the text, -1 if there is none.
int escaped_unit(std::string_view text) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
    int unit = 0;
    for (const char c : text.substr(2, 4)) {
        if (!std::isxdigit(static_cast<unsigned char>(c))) return -1;
        unit = unit * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return unit;
}

bool is_leading(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_trailing(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

std::string with_whole_surrogates(std::string_view text) {
    std::string repaired;
    repaired.reserve(text.size());
    while (!text.empty()) {
        const int unit = escaped_unit(text);
        std::size_t length = unit >= 0 ? 6 : text.size() > 1 && text[0] == '\\' ? 2 : 1;
        const bool pair = is_leading(unit) && is_trailing(escaped_unit(text.substr(6)));
        if (pair) length = 12;
        repaired += !pair && (is_leading(unit) || is_trailing(unit)) ? "\\uFFFD" : text.substr(0, length);
        text.remove_prefix(length);
    }
    return repaired;
}

bool contains_ignoring_case(std::string_view text, std::string_view lower_case) {
    const auto same = [](char c, char lower) { return std::tolower(static_cast<unsigned char>(c)) == lower; };
    return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(), same) != text.end();
}

problem not_json(std::string_view body, const json::error_code& error) {
    const auto begin = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (begin == std::string_view::npos) return {errc::invalid_argument, "nothing where JSON was expected"};
    if (body[begin] == '<') {
        const bool html = contains_ignoring_case(body.substr(begin, 1000), "<html") ||
                          contains_ignoring_case(body.substr(begin, 1000), "<!doctype html");
        return {errc::invalid_argument, html ? "a web page (HTML) instead of JSON" : "XML instead of JSON"};
    }
    if (error == json::error::too_deep) return {errc::invalid_argument, "JSON that is nested too deeply"};
    if (error == json::error::incomplete) return {errc::invalid_argument, "JSON that breaks off in the middle"};
    return {errc::invalid_argument, "something that is not JSON"};
}

} // namespace

result<json::value> parse_json_body(std::string_view body) {
    json::error_code error;
    auto document = parse(body, error);
    if (error == json::error::illegal_leading_surrogate || error == json::error::illegal_trailing_surrogate ||
        error == json::error::expected_utf16_escape)
        document = parse(with_whole_surrogates(body), error);
    if (error) return not_json(body, error);
    return document;
}

} // namespace media_sync
