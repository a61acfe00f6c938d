#include "cli/progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace sample_host {
namespace {

constexpr std::size_t k_widest_bar = 30;
constexpr std::size_t k_narrowest_bar = 10;
constexpr std::size_t k_shortest_message = 10;

std::string_view colour_of(const run_snapshot& run) {
    if (run.status == "completed") return "\x1b[32m";
    if (run.status == "failed") return "\x1b[31m";
    if (run.status == "cancelled") return "\x1b[33m";
    return "\x1b[36m";
}

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Code points; every one of our messages' is one column wide.
std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string cut(std::string_view text, std::size_t width) {
    if (columns(text) <= width) return std::string(text);

    const auto dots = std::min<std::size_t>(3, width);
    std::size_t end = 0;
    for (std::size_t taken = 0; taken + dots < width; ++taken)
        do
            ++end;
        while (end < text.size() && is_continuation(text[end]));
    return std::string(text.substr(0, end)) + std::string(dots, '.');
}

std::string counts(const run_snapshot& run) {
    if (!run.processed) return "";
    return run.total ? fmt::format("{}/{}", *run.processed, *run.total) : fmt::format("{}", *run.processed);
}

std::string rate(const run_snapshot& run) {
    return run.items_per_second ? fmt::format("{:.1f}/s", *run.items_per_second) : "";
}

/// "8 s", "3:20 min", "1:05 h"
std::string duration(double seconds) {
    const auto whole = static_cast<long long>(std::ceil(std::max(seconds, 0.0)));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
    return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

std::string time_left(const run_snapshot& run) {
    return run.eta_seconds && !run.is_terminal() ? duration(*run.eta_seconds) + " left" : "";
}

/// What a person wants to read next to the numbers.
const std::string& message(const run_snapshot& run) {
    return run.error.empty() ? run.message : run.error;
}

std::string bar(int percent, std::size_t width) {
    const auto full = static_cast<std::size_t>(std::clamp(percent, 0, 100)) * width / 100;
    return "[" + std::string(full, '#') + std::string(width - full, '.') + "]";
}

} // namespace

std::string render_bar(const run_snapshot& run, std::size_t width, bool colour) {
    const auto percent = fmt::format("{:3}%", run.percent);
    std::string facts = percent;
    for (const auto& fact : {counts(run), rate(run), time_left(run)})
        if (!fact.empty() && facts.size() + 2 + fact.size() <= width) facts += "  " + fact;

    std::string drawn;
    if (facts.size() + k_narrowest_bar + 3 <= width) {
        const auto length = std::min(k_widest_bar, width - facts.size() - 3);
        drawn = bar(run.percent, length);
    }

    auto line = drawn.empty() ? facts : drawn + " " + facts;
    const auto used = line.size();
    if (!message(run).empty() && used + 2 + k_shortest_message <= width)
        line += "  " + cut(message(run), width - used - 2);
    line = cut(line, width);
    if (colour && !drawn.empty()) line = fmt::format("{}{}\x1b[0m{}", colour_of(run), drawn, line.substr(drawn.size()));
    return line;
}

std::string render_line(const run_snapshot& run) {
    auto line = fmt::format("{}%", run.percent);
    if (const auto text = counts(run); !text.empty()) line += " " + text + " items";
    for (const auto& fact : {rate(run), time_left(run)})
        if (!fact.empty()) line += ", " + fact;
    if (!message(run).empty()) line += ": " + message(run);
    return line;
}

} // namespace sample_host
