#pragma once

// One input of a fuzz target: bytes that the fuzzer makes up, taken from the front; and what must hold whatever they are.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace suasor::fuzz {

class input {
  public:
    input(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

    bool empty() const { return left_.empty(); }
    std::string_view rest() const { return left_; }

    /// The bytes before `separator`, which is taken too; all of them if it does not come.
    std::string_view until(std::string_view separator) {
        const auto end = std::min(left_.find(separator), left_.size());
        const auto part = left_.substr(0, end);
        left_.remove_prefix(std::min(end + separator.size(), left_.size()));
        return part;
    }
    std::string_view line() { return until("\n"); }

    /// 0 if there is none left.
    std::uint8_t byte() {
        if (left_.empty()) return 0;
        const auto first = static_cast<std::uint8_t>(left_.front());
        left_.remove_prefix(1);
        return first;
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i)
            value = value << 8 | byte();
        return value;
    }

    std::string_view bytes(std::size_t count) {
        const auto part = left_.substr(0, count);
        left_.remove_prefix(part.size());
        return part;
    }

  private:
    std::string_view left_;
};

/// Ends the process, which the fuzzer takes for a crash, unless `holds`.
inline void require(bool holds, std::string_view what, std::string_view found = {}) {
    if (holds) return;
    std::fprintf(stderr, "broken: %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
                 static_cast<int>(found.size()), found.data());
    std::abort();
}

} // namespace suasor::fuzz
