// A password, a token, or a text that holds one, in a type that does not get printed by accident.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <utility>

namespace sample_host {

/// Any text may become one; it leaves only through reveal(), and a test lists who may call that.
class secret {
  public:
    secret() = default;
    secret(std::string text) : text_(std::move(text)) {}
    secret(const char* text) : text_(text) {}

    const std::string& reveal() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }

    /// Takes as long for any two of one length, so that the time does not tell how much they have in common.
    friend bool operator==(const secret& a, const secret& b) noexcept {
        if (a.text_.size() != b.text_.size()) return false;
        unsigned difference = 0;
        for (std::size_t i = 0; i < a.text_.size(); ++i)
            difference |= static_cast<unsigned char>(a.text_[i] ^ b.text_[i]);
        return difference == 0;
    }

  private:
    std::string text_;
};

std::ostream& operator<<(std::ostream&, const secret&) = delete;

} // namespace sample_host
