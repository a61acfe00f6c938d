#pragma once

// A password, a token, or a text that holds one, in a type that does not get printed by accident.

#include <iosfwd>
#include <string>
#include <utility>

namespace media_sync {

/// Text that must not reach a log, an error or stored data: it has no stream operator, no formatter and no conversion. Any text
/// may become one; a test lists who may look at it again.
class secret {
  public:
    secret() = default;
    secret(std::string text) : text_(std::move(text)) {}
    secret(const char* text) : text_(text) {}

    /// The text itself, for the one place that sends it.
    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

  private:
    std::string text_;
};

std::ostream& operator<<(std::ostream&, const secret&) = delete;

} // namespace media_sync
