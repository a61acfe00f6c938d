#include "cli/table.hpp"

#include "cli/columns.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace sample_host {
namespace {

constexpr std::size_t k_gap = 2;

std::vector<std::size_t> widths_of(const std::vector<table_row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], columns(row[i]));
    return widths;
}

} // namespace

std::string render_table(const table_row& heading, const std::vector<table_row>& rows,
                         std::optional<std::size_t> width) {
    std::vector<table_row> all{heading};
    all.insert(all.end(), rows.begin(), rows.end());
    for (auto& row : all)
        for (auto& cell : row)
            cell = printable(cell);
    const auto widths = widths_of(all);

    std::string text;
    for (const auto& row : all) {
        std::string line;
        for (std::size_t i = 0; i + 1 < row.size(); ++i)
            line += padded(row[i], widths[i] + k_gap);
        line += row.back();
        if (width) line = cut(line, *width);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::optional<std::size_t> table_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
    return size.ws_col;
}

} // namespace sample_host
