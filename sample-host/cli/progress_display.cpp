#include "cli/progress_display.hpp"

#include "cli/descriptor_output.hpp"
#include "cli/terminal_style.hpp"

#include <limits>

namespace sample_host {
namespace {

constexpr auto k_line_interval = std::chrono::seconds(1);

} // namespace

progress_display::progress_display(int descriptor, bool named)
    : descriptor_(descriptor), named_(named), is_terminal_(can_redraw(descriptor)), style_(style_of(descriptor)),
      lines_(descriptor) {}

void progress_display::show(std::span<const run_snapshot> runs) {
    if (is_terminal_) {
        // A column stays free, because a cursor in the last one makes some terminals wrap; and a row for what is typed.
        auto screen = lines_.screen();
        auto room = screen;
        --room.columns;
        --room.rows;
        return lines_.draw(render_frame(runs, room, style_, named_), screen);
    }

    const auto now = std::chrono::steady_clock::now();
    for (const auto& run : runs)
        if (now - printed_[run.id].at >= k_line_interval) print(run);
}

void progress_display::finish(const run_snapshot& run) {
    if (!is_terminal_) {
        print(run);
        printed_.erase(run.id);
        return;
    }

    // All of it: what is not drawn again may well leave the screen.
    const screen_size endless{lines_.screen().columns - 1, std::numeric_limits<std::size_t>::max()};
    lines_.settle(render_frame({&run, 1}, endless, style_, named_));
}

void progress_display::print(const run_snapshot& run) {
    auto& last = printed_[run.id];
    auto line = (named_ ? "run " + std::to_string(run.id) + ": " : "") + render_line(run);
    if (line == last.text) return;

    write_all(descriptor_, line + "\n");
    last = {std::move(line), std::chrono::steady_clock::now()};
}

} // namespace sample_host
