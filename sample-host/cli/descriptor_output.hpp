// Text on its way to a file descriptor.
#pragma once

#include <string_view>

namespace sample_host {

/// Writes all of it, or gives up when nobody takes it any more: what is shown is never worth failing for.
void write_all(int descriptor, std::string_view text) noexcept;

} // namespace sample_host
