// How far a run is, as text: bars for a terminal, a line for a pipe.
#pragma once

#include "cli/run_snapshot.hpp"

#include <cstddef>
#include <string>

namespace sample_host {

/// How a terminal may be drawn on.
struct drawing_style {
    bool colour = false;
    bool blocks = false; ///< bars of Unicode's block elements, which move by eighths of a column
};

/// One line of at most `width` columns, without a line feed: label, bar, percent, counts, rate, time left, message. What does
/// not fit is left out, the least important first. With colour, SGR sequences come on top of the width.
std::string render_bar(const run_snapshot& run, std::size_t width, drawing_style style = {},
                       const std::string& label = "");

/// The same for a part of a run: label, bar, percent, counts, and the state where it is neither running nor completed.
std::string render_step(const run_step& step, std::size_t width, drawing_style style, const std::string& label);

/// The same facts of a run without a bar: "63% 738/1200 items, 59.5/s, 8 s left: Processing item 738 of 1200".
std::string render_line(const run_snapshot& run);

} // namespace sample_host
