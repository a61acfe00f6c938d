#include "plugin/http_api/live_text.hpp"

#include <algorithm>

namespace media_sync {

live_text::live_text(std::string tag, std::string_view json, bool last) : tag_(std::move(tag)), last_(last) {
    event_.reserve(json.size() + tag_.size() + 96);
    event_.append("event: progress\nid: ").append(tag_).append("\ndata: ");
    json_at_ = event_.size();
    json_size_ = json.size();
    event_.append(json);
    // A line break in JSON can only be white space, and would end the event's data.
    std::replace_if(
        event_.begin() + static_cast<std::ptrdiff_t>(json_at_), event_.end(),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
    event_.append("\n\n");
    if (last_) event_.append("event: end\ndata: {}\n\n");
}

} // namespace media_sync
