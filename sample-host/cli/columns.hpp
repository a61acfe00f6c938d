// Text measured in the columns that a terminal gives it, and made harmless for one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sample_host {

/// The text with '?' for whatever would do something to a terminal instead of showing on it: control characters, what turns
/// the direction of writing, and bytes that are no UTF-8.
std::string printable(std::string_view text);

/// How many columns a printable text takes: East Asian characters and emoji two, what combines with its neighbour none.
/// After https://www.cl.cam.ac.uk/~mgk25/ucs/wcwidth.c.
std::size_t columns(std::string_view text);

/// The printable text itself if it fits, else its beginning and dots.
std::string cut(std::string_view text, std::size_t width);

/// The printable text with spaces behind it up to `width` columns.
std::string padded(std::string text, std::size_t width);

} // namespace sample_host
