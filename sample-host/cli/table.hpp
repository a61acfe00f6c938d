// Rows for people to read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sample_host {

using table_row = std::vector<std::string>;

/// The rows below their heading, each column as wide as its widest cell. Cells are made printable. With a width the last column
/// is cut where it would not fit.
std::string render_table(const table_row& heading, const std::vector<table_row>& rows,
                         std::optional<std::size_t> width = std::nullopt);

/// How wide a table on standard output may be: as wide as the terminal, or as it wants to be.
std::optional<std::size_t> table_width();

} // namespace sample_host
