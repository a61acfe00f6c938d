#pragma once

// Where the core gets the time from, so that a test can hold it still.

#include <chrono>

namespace media_sync {

/// A moment of the calendar, UTC, in the resolution that PostgreSQL keeps.
using time_point = std::chrono::sys_time<std::chrono::microseconds>;

class clock {
  public:
    virtual ~clock() = default;

    /// The time of the calendar. It may jump. [any thread]
    virtual time_point now() const = 0;

    /// A time that only ever goes forward, for measuring how long something took. [any thread]
    virtual std::chrono::steady_clock::time_point steady() const = 0;
};

/// The machine's clocks.
class system_clock final : public clock {
  public:
    time_point now() const override {
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace media_sync
