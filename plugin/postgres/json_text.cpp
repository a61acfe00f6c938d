#include "plugin/postgres/json_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace media_sync::postgres {

namespace {

void append_escaped(std::string& target, char c) {
    constexpr std::string_view k_hex = "0123456789abcdef";
    if (c == '"' || c == '\\') {
        target += '\\';
        target += c;
    } else {
        target += "\\u00";
        target += k_hex[static_cast<unsigned char>(c) >> 4];
        target += k_hex[static_cast<unsigned char>(c) & 15];
    }
}

} // namespace

void append_json_string(std::string& target, std::string_view text) {
    target += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = text[i];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
        target.append(text, plain, i - plain);
        append_escaped(target, c);
        plain = i + 1;
    }
    target.append(text, plain, text.size() - plain);
    target += '"';
}

void json_rows::row() {
    text_ += rows_++ == 0 ? "{" : "},{";
    first_key_ = true;
}

void json_rows::text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(text_, value);
}

void json_rows::number(std::string_view name, std::int64_t value) {
    key(name);
    text_ += std::to_string(value);
}

void json_rows::number(std::string_view name, const std::optional<std::int64_t>& value) {
    if (value) return number(name, *value);
    raw(name, {});
}

void json_rows::decimal(std::string_view name, const std::optional<double>& value) {
    raw(name, value && std::isfinite(*value) ? fmt::to_string(*value) : std::string());
}

void json_rows::flag(std::string_view name, bool value) {
    raw(name, value ? "true" : "false");
}

void json_rows::raw(std::string_view name, std::string_view value) {
    key(name);
    text_ += value.empty() ? "null" : value;
}

const std::string& json_rows::array() {
    if (!closed_) text_ += rows_ == 0 ? "]" : "}]";
    closed_ = true;
    return text_;
}

void json_rows::key(std::string_view name) {
    if (!first_key_) text_ += ',';
    first_key_ = false;
    append_json_string(text_, name);
    text_ += ':';
}

} // namespace media_sync::postgres
