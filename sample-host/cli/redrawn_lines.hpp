// Lines at the end of what a terminal shows that are drawn again and again in the same place.
#pragma once

#include "cli/progress_frame.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace sample_host {

/// Between two drawings the cursor stands where the first line begins. So whatever the terminal makes of the lines when it
/// changes its width, all that is to be drawn over lies behind the cursor, and nothing else does. Used by one thread; one
/// object in a process.
class redrawn_lines {
  public:
    /// The descriptor stays the caller's, and is a terminal's if anything is to be drawn.
    explicit redrawn_lines(int descriptor) noexcept : descriptor_(descriptor) {}
    /// Leaves the lines as they are and the cursor below them.
    ~redrawn_lines();
    redrawn_lines(const redrawn_lines&) = delete;
    redrawn_lines& operator=(const redrawn_lines&) = delete;

    /// Draws them in place of the last ones; none takes up no space. They must fit on the screen.
    void draw(std::vector<std::string> lines, screen_size screen);

    /// Draws lines that stay, in place of the last ones, with the cursor below them.
    void settle(const std::vector<std::string>& lines);

    screen_size screen() const noexcept;

  private:
    friend class redrawn_lines_aside;

    const int descriptor_;
    std::vector<std::string> lines_;
    screen_size screen_;
    std::chrono::steady_clock::time_point drawn_{};
};

/// For as long as it lives, what is drawn is out of the way of whole lines that others write to the terminal. [any-thread]
class redrawn_lines_aside {
  public:
    redrawn_lines_aside() noexcept;
    ~redrawn_lines_aside();
    redrawn_lines_aside(const redrawn_lines_aside&) = delete;
    redrawn_lines_aside& operator=(const redrawn_lines_aside&) = delete;

  private:
    std::unique_lock<std::mutex> lock_;
};

/// Puts the cursor below what is being drawn, if anything is. For a process that is about to end in a signal handler:
/// async-signal-safe.
void leave_redrawn_lines() noexcept;

} // namespace sample_host
