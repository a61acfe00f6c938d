// How far a run is, as text: a bar for a terminal, a line for a pipe.
#pragma once

#include "cli/run_snapshot.hpp"

#include <cstddef>
#include <string>

namespace sample_host {

/// One line of at most `width` columns, without a line feed: bar, percent, counts, rate, time left, message. What does not
/// fit is left out, the least important first. With `colour`, SGR sequences come on top of the width.
std::string render_bar(const run_snapshot& run, std::size_t width, bool colour);

/// The same facts without a bar: "63% 738/1200 items, 59.5/s, 8 s left: Processing item 738 of 1200".
std::string render_line(const run_snapshot& run);

} // namespace sample_host
