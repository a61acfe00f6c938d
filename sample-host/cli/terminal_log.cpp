#include "cli/terminal_log.hpp"

#include "cli/open_log.hpp"
#include "cli/redrawn_lines.hpp"

namespace sample_host {
namespace {

class terminal_logger final : public logger {
  public:
    explicit terminal_logger(std::unique_ptr<logger> lines) noexcept : lines_(std::move(lines)) {}

    bool enabled(log_level level) const noexcept override { return lines_->enabled(level); }

    void write(log_level level, std::string_view source, std::string_view message) noexcept override {
        if (!enabled(level)) return;
        const redrawn_lines_aside aside;
        lines_->write(level, source, message);
    }

  private:
    const std::unique_ptr<logger> lines_;
};

} // namespace

std::unique_ptr<logger> open_terminal_log(const command_options& options) {
    return std::make_unique<terminal_logger>(open_log(options));
}

} // namespace sample_host
