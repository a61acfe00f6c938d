#include "cli/progress_display.hpp"

#include "cli/progress_bar.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace sample_host {
namespace {

constexpr std::size_t k_default_width = 80;
constexpr auto k_line_interval = std::chrono::seconds(1);

bool can_redraw(int descriptor) {
    const char* type = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && type && std::string_view(type) != "dumb";
}

/// https://no-color.org
bool wants_colour() {
    const char* no_color = std::getenv("NO_COLOR");
    return !no_color || !*no_color;
}

std::size_t width_of(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return k_default_width;
    return size.ws_col;
}

} // namespace

progress_display::progress_display(int descriptor)
    : descriptor_(descriptor), is_terminal_(can_redraw(descriptor)), colour_(wants_colour()) {}

void progress_display::show(const run_snapshot& run) {
    if (is_terminal_) return redraw(run);
    if (std::chrono::steady_clock::now() - last_printed_ >= k_line_interval) print(run);
}

void progress_display::finish(const run_snapshot& run) {
    if (!is_terminal_) return print(run);
    redraw(run);
    write("\n");
}

void progress_display::redraw(const run_snapshot& run) {
    // One column stays free: a cursor in the last one makes some terminals wrap.
    auto line = render_bar(run, width_of(descriptor_) - 1, colour_);
    if (line == last_line_) return;
    write("\r" + line + "\x1b[K");
    last_line_ = std::move(line);
}

void progress_display::print(const run_snapshot& run) {
    auto line = render_line(run);
    if (line == last_line_) return;
    write(line + "\n");
    last_line_ = std::move(line);
    last_printed_ = std::chrono::steady_clock::now();
}

void progress_display::write(const std::string& text) const {
    for (std::string_view rest = text; !rest.empty();) {
        const auto written = ::write(descriptor_, rest.data(), rest.size());
        if (written <= 0) return; // nobody watches; the run is what matters
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace sample_host
