// Shows runs on a file descriptor while they move: bars that are drawn again in place on a terminal, plain lines elsewhere.
#pragma once

#include "cli/redrawn_lines.hpp"
#include "cli/run_snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace sample_host {

/// Used by one thread.
class progress_display {
  public:
    /// The descriptor stays the caller's. `named` says of each run which it is, where there may be several.
    progress_display(int descriptor, bool named);

    /// Shows the runs as they are now. On a pipe at most one line a second for each, and none that repeats its last.
    void show(std::span<const run_snapshot> runs);

    /// Shows how a run has ended, for good and above those that are shown from now on.
    void finish(const run_snapshot& run);

  private:
    struct printed_line {
        std::string text;
        std::chrono::steady_clock::time_point at{};
    };

    void print(const run_snapshot& run);

    const int descriptor_;
    const bool named_;
    const bool is_terminal_;
    const drawing_style style_;
    redrawn_lines lines_;
    std::map<std::uint64_t, printed_line> printed_; ///< the last of each run
};

} // namespace sample_host
