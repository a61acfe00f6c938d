#include "cli/redrawn_lines.hpp"

#include "cli/descriptor_output.hpp"

#include <fmt/format.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>

namespace sample_host {
namespace {

// What was typed, and what others have written, is drawn over at least this often.
constexpr auto k_longest_pause = std::chrono::seconds(1);

constexpr auto k_erase_below = "\r\x1b[J";

// Nothing is shown of a drawing before its end, by terminals that know this mode; others ignore it.
// https://contour-terminal.org/vt-extensions/synchronized-output/
constexpr std::string_view k_begin_update = "\x1b[?2026h";
constexpr std::string_view k_end_update = "\x1b[?2026l";

// Held by whoever draws, and by whoever writes while nothing is to be in the way.
std::mutex drawing;
redrawn_lines* drawn = nullptr;

// What a signal handler has to know.
static_assert(std::atomic<int>::is_always_lock_free);
constinit std::atomic<int> drawn_on{-1};
constinit std::atomic<int> drawn_rows{0};

std::string in_place(const std::vector<std::string>& lines) {
    std::string text = k_erase_below;
    for (const auto& line : lines)
        text += (&line == &lines.front() ? "" : "\r\n") + line;
    if (lines.size() > 1) text += "\x1b[" + std::to_string(lines.size() - 1) + "A";
    return text + "\r";
}

std::string update(const std::string& text) {
    return fmt::format("{}{}{}", k_begin_update, text, k_end_update);
}

} // namespace

redrawn_lines::~redrawn_lines() {
    const std::lock_guard lock(drawing);
    if (drawn != this) return;
    leave_redrawn_lines();
    drawn = nullptr;
}

void redrawn_lines::draw(std::vector<std::string> lines, screen_size screen) {
    const std::lock_guard lock(drawing);
    const auto now = std::chrono::steady_clock::now();
    const bool same = lines == lines_ && screen.columns == screen_.columns && screen.rows == screen_.rows;
    if (same && (lines.empty() || now - drawn_ < k_longest_pause)) return;

    // Known before they are there: below the last of them at the least is where a signal leaves the cursor.
    drawn_rows = static_cast<int>(lines.size());
    drawn_on = lines.empty() ? -1 : descriptor_;
    drawn = lines.empty() ? nullptr : this;
    write_all(descriptor_, update(in_place(lines)));
    lines_ = std::move(lines);
    screen_ = screen;
    drawn_ = now;
}

void redrawn_lines::settle(const std::vector<std::string>& lines) {
    const std::lock_guard lock(drawing);
    std::string text = k_erase_below;
    for (const auto& line : lines)
        text += line + "\r\n";
    // A signal leaves the cursor where it gets by itself.
    drawn_rows = 0;
    drawn = nullptr;
    write_all(descriptor_, update(text));
    drawn_on = -1;
    lines_.clear();
}

screen_size redrawn_lines::screen() const noexcept {
    winsize size{};
    if (::ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {size.ws_col, size.ws_row};
}

redrawn_lines_aside::redrawn_lines_aside() noexcept : lock_(drawing) {
    if (drawn) write_all(drawn->descriptor_, fmt::format("{}{}", k_begin_update, k_erase_below));
}

redrawn_lines_aside::~redrawn_lines_aside() {
    if (drawn) write_all(drawn->descriptor_, fmt::format("{}{}", in_place(drawn->lines_), k_end_update));
}

void leave_redrawn_lines() noexcept {
    const int descriptor = drawn_on.exchange(-1);
    if (descriptor < 0) return;
    static_cast<void>(::write(descriptor, k_end_update.data(), k_end_update.size()) < 0);
    for (int left = drawn_rows; left > 0; --left)
        static_cast<void>(::write(descriptor, "\r\n", 2) < 0);
}

} // namespace sample_host
