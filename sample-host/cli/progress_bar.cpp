#include "cli/progress_bar.hpp"

#include "cli/columns.hpp"
#include "cli/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace sample_host {
namespace {

constexpr std::size_t k_widest_bar = 30;
constexpr std::size_t k_narrowest_bar = 10;
constexpr std::size_t k_shortest_message = 10;
constexpr std::size_t k_narrowest_labelled = 16;

constexpr std::string_view k_green = "\x1b[32m";
constexpr std::string_view k_red = "\x1b[31m";
constexpr std::string_view k_yellow = "\x1b[33m";
constexpr std::string_view k_cyan = "\x1b[36m";
constexpr std::string_view k_grey = "\x1b[90m";

std::string_view colour_of(std::string_view status) {
    if (status == "completed") return k_green;
    if (status == "failed") return k_red;
    if (status == "cancelled") return k_yellow;
    if (status == "pending") return k_grey;
    return k_cyan;
}

std::string counts(std::optional<std::int64_t> processed, std::optional<std::int64_t> total) {
    if (!processed) return "";
    return total ? fmt::format("{}/{}", *processed, *total) : fmt::format("{}", *processed);
}

std::string rate(const run_snapshot& run) {
    return run.items_per_second ? fmt::format("{:.1f}/s", *run.items_per_second) : "";
}

std::string time_left(const run_snapshot& run) {
    return run.eta_seconds && !run.is_terminal() ? duration_text(*run.eta_seconds) + " left" : "";
}

/// What a person wants to read next to the numbers.
std::string message(const run_snapshot& run) {
    if (!run.error.empty()) return run.error;
    if (run.liveness == "lost") return "waits for a host to continue it: its own is gone";
    if (run.liveness == "stalled") return "stalled: " + run.message;
    return run.message;
}

std::string bar(int percent, std::size_t width, bool blocks) {
    constexpr std::array k_eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(std::clamp(percent, 0, 100)) * width * 8 / 100;
    const auto full = eighths / 8;
    if (!blocks) return "[" + std::string(full, '#') + std::string(width - full, '.') + "]";

    std::string drawn = "[";
    for (std::size_t i = 0; i < full; ++i)
        drawn += "█";
    drawn += k_eighths[eighths % 8];
    return padded(std::move(drawn), width + 1) + "]";
}

struct bar_line {
    std::string label;
    int percent = 0;
    std::vector<std::string> facts; ///< the most important first; an empty one is none
    std::string message;
    std::string_view colour;
};

std::string render(const bar_line& line, std::size_t width, drawing_style style) {
    const bool labelled = !line.label.empty() && width >= k_narrowest_labelled;
    const auto label = labelled ? cut(line.label, width / 2) + " " : "";
    const auto room = width - columns(label);
    std::string facts = fmt::format("{:3}%", line.percent);
    for (const auto& fact : line.facts)
        if (!fact.empty() && facts.size() + 2 + fact.size() <= room) facts += "  " + fact;

    std::string drawn;
    std::size_t length = 0;
    if (facts.size() + k_narrowest_bar + 3 <= room) {
        length = std::min(k_widest_bar, room - facts.size() - 3);
        drawn = bar(line.percent, length, style.blocks);
        if (style.colour) drawn = fmt::format("{}{}\x1b[0m", line.colour, drawn);
        drawn += " ";
        length += 3;
    }

    std::string text;
    const auto used = length + facts.size();
    if (!line.message.empty() && used + 2 + k_shortest_message <= room)
        text = "  " + cut(line.message, room - used - 2);
    return label + drawn + cut(facts, room) + text;
}

int percent_of(const run_step& step) {
    if (step.status == "completed") return 100;
    if (!step.total || *step.total <= 0) return 0;
    return static_cast<int>(std::clamp<std::int64_t>(100 * step.processed / *step.total, 0, 99));
}

} // namespace

std::string render_bar(const run_snapshot& run, std::size_t width, drawing_style style, const std::string& label) {
    const bool stands = run.liveness == "lost" || run.liveness == "stalled";
    return render({.label = label,
                   .percent = run.percent,
                   .facts = {counts(run.processed, run.total), rate(run), time_left(run)},
                   .message = message(run),
                   .colour = stands ? k_yellow : colour_of(run.status)},
                  width, style);
}

std::string render_step(const run_step& step, std::size_t width, drawing_style style, const std::string& label) {
    const bool ordinary = step.status == "running" || step.status == "completed";
    return render({.label = label,
                   .percent = percent_of(step),
                   .facts = {counts(step.processed, step.total), ordinary ? "" : step.status},
                   .message = "",
                   .colour = colour_of(step.status)},
                  width, style);
}

std::string render_line(const run_snapshot& run) {
    auto line = fmt::format("{}%", run.percent);
    if (const auto text = counts(run.processed, run.total); !text.empty()) line += " " + text + " items";
    for (const auto& fact : {rate(run), time_left(run)})
        if (!fact.empty()) line += ", " + fact;
    if (const auto text = message(run); !text.empty()) line += ": " + text;
    return line;
}

} // namespace sample_host
