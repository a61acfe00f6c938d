// Shows a run on a file descriptor while it moves: a bar that redraws itself on a terminal, plain lines elsewhere.
#pragma once

#include "cli/run_snapshot.hpp"

#include <chrono>
#include <string>

namespace sample_host {

/// Used by one thread.
class progress_display {
  public:
    /// The descriptor stays the caller's.
    explicit progress_display(int descriptor);

    /// Shows the run as it is now. On a pipe at most one line a second, and none that repeats the last.
    void show(const run_snapshot& run);

    /// Shows how it has ended and leaves the cursor on a new line.
    void finish(const run_snapshot& run);

  private:
    void redraw(const run_snapshot& run);
    void print(const run_snapshot& run);
    void write(const std::string& text) const;

    const int descriptor_;
    const bool is_terminal_;
    const bool colour_;
    std::string last_line_;
    std::chrono::steady_clock::time_point last_printed_{};
};

} // namespace sample_host
