#include "plugin/postgres/array_text.hpp"

namespace media_sync::postgres {

void array_text::text(std::string_view value) {
    separate();
    text_ += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') text_ += '\\';
        text_ += c;
    }
    text_ += '"';
}

void array_text::number(std::int64_t value) {
    separate();
    text_ += std::to_string(value);
}

const std::string& array_text::array() {
    if (!closed_) text_ += '}';
    closed_ = true;
    return text_;
}

void array_text::separate() {
    if (!empty()) text_ += ',';
}

} // namespace media_sync::postgres
