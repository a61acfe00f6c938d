// What a terminal shows of runs at one moment: the lines that fit on it.
#pragma once

#include "cli/progress_bar.hpp"
#include "cli/run_snapshot.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sample_host {

struct screen_size {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

/// For each run a bar over all of it, and below that a line for each of its steps if there are several. `named` says which run
/// each bar is of. What does not fit into the screen's rows is left out and counted: steps that have ended before those that
/// are under way or are still to come, and a run's own bar last.
std::vector<std::string> render_frame(std::span<const run_snapshot> runs, screen_size screen, drawing_style style,
                                      bool named);

} // namespace sample_host
