#pragma once

// The text of statements, which the compiler keeps free of values: those are bound.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace media_sync::postgres {

/// SQL that stands in this program as it is. It can be made of constants and of nothing else.
class sql_text {
  public:
    consteval sql_text(const char* constant) : pieces_{constant}, count_(1) {}

    friend constexpr sql_text operator+(sql_text text, const sql_text& more) {
        for (std::size_t i = 0; i < more.count_; ++i)
            text.pieces_.at(text.count_++) = more.pieces_[i];
        return text;
    }

    std::string whole() const {
        std::string text;
        for (const auto piece : pieces_)
            text += piece;
        return text;
    }

  private:
    std::array<std::string_view, 6> pieces_;
    std::size_t count_;
};

} // namespace media_sync::postgres
