#pragma once

// One state of what readers follow, as the text that all of them share.

#include <string>
#include <string_view>

namespace media_sync {

/// The comment that shows a silent stream to be alive (WHATWG HTML, section 9.2.7).
constexpr std::string_view k_keep_alive = ": keep-alive\n\n";

/// Immutable; safe to call from any thread.
class live_text {
  public:
    /// `last`: nothing comes after this state, so that its event is followed by that of the end.
    live_text(std::string tag, std::string_view json, bool last);

    const std::string& tag() const { return tag_; }
    bool last() const { return last_; }

    /// Of a stream: "event: progress", the tag as its id, the JSON on one line as its data.
    std::string_view event() const { return event_; }
    /// The JSON alone.
    std::string_view json() const { return std::string_view(event_).substr(json_at_, json_size_); }

  private:
    const std::string tag_;
    const bool last_;
    std::string event_;
    std::size_t json_at_ = 0;
    std::size_t json_size_ = 0;
};

} // namespace media_sync
