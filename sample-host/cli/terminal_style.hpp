// What a descriptor's reader can see.
#pragma once

#include "cli/progress_bar.hpp"

namespace sample_host {

/// Whether it is a terminal on which lines can be drawn again, by $TERM.
bool can_redraw(int descriptor);

/// Colour on a terminal, unless $NO_COLOR is set, see https://no-color.org; blocks where the user's locale is of UTF-8.
drawing_style style_of(int descriptor);

} // namespace sample_host
