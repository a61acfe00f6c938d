#include "cli/progress_frame.hpp"

#include "cli/columns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sample_host {
namespace {

std::string label_of(const run_snapshot& run, bool named) {
    if (named) return fmt::format("run {}", run.id);
    return run.steps.size() > 1 ? "total" : "";
}

std::string label_of(const run_step& step) {
    return step.client ? fmt::format("  {} (client {})", step.name, *step.client) : "  " + step.name;
}

/// A single step is the run itself.
std::size_t steps_shown(const run_snapshot& run) {
    return run.steps.size() > 1 ? run.steps.size() : 0;
}

/// How many columns the labels take.
std::size_t label_width(std::span<const run_snapshot> runs, bool named) {
    std::size_t widest = 0;
    for (const auto& run : runs) {
        widest = std::max(widest, columns(label_of(run, named)));
        for (const auto& step : std::span(run.steps).first(steps_shown(run)))
            widest = std::max(widest, columns(label_of(step)));
    }
    return widest;
}

/// How many of a run's steps come before those that are worth a line when there are only `room` lines.
std::size_t first_step(const run_snapshot& run, std::size_t room) {
    const auto at_work = std::find_if(run.steps.begin(), run.steps.end(), [](const run_step& step) {
        return step.status != "completed" && step.status != "failed";
    });
    const auto before = static_cast<std::size_t>(at_work - run.steps.begin());
    return std::min(before, run.steps.size() - room);
}

class frame {
  public:
    frame(std::size_t width, std::size_t labels, drawing_style style, bool named)
        : width_(width), labels_(labels), style_(style), named_(named) {}

    void add(const run_snapshot& run) {
        lines_.push_back(render_bar(run, width_, style_, padded(label_of(run, named_), labels_)));
    }

    /// A line says how many are missing, so that one more of them is.
    void add_steps(const run_snapshot& run, std::size_t room) {
        const auto count = steps_shown(run);
        if (room == 0 || count == 0) return;

        const bool all = room >= count;
        const auto shown = all ? count : room - 1;
        for (const auto& step : std::span(run.steps).subspan(all ? 0 : first_step(run, shown), shown))
            lines_.push_back(render_step(step, width_, style_, padded(label_of(step), labels_)));
        if (!all) add_count(count - shown, "step");
    }

    void add_count(std::size_t missing, std::string_view what) {
        lines_.push_back(cut(fmt::format("  {} more {}{}", missing, what, missing == 1 ? "" : "s"), width_));
    }

    std::vector<std::string> take() { return std::move(lines_); }

  private:
    const std::size_t width_;
    const std::size_t labels_;
    const drawing_style style_;
    const bool named_;
    std::vector<std::string> lines_;
};

} // namespace

std::vector<std::string> render_frame(std::span<const run_snapshot> runs, screen_size screen, drawing_style style,
                                      bool named) {
    const auto rows = std::max<std::size_t>(screen.rows, 1);
    frame drawn(screen.columns, label_width(runs, named), style, named);
    const bool all = runs.size() <= rows;
    const auto shown = runs.first(all ? runs.size() : rows - 1);

    auto room = rows - shown.size();
    for (const auto& run : shown) {
        drawn.add(run);
        const auto steps = all ? std::min(room, steps_shown(run)) : 0;
        drawn.add_steps(run, steps);
        room -= steps;
    }
    if (!all) drawn.add_count(runs.size() - shown.size(), "run");
    return drawn.take();
}

} // namespace sample_host
