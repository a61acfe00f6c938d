// Lengths of time for people.
#pragma once

#include <string>

namespace sample_host {

/// "8 s", "3:20 min", "1:05 h"; a begun second counts.
std::string duration_text(double seconds);

} // namespace sample_host
