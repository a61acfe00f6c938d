#include "log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

namespace sample_host {
namespace {

spdlog::level::level_enum to_spdlog(log_level level) noexcept {
    switch (level) {
    case log_level::trace:
        return spdlog::level::trace;
    case log_level::debug:
        return spdlog::level::debug;
    case log_level::info:
        return spdlog::level::info;
    case log_level::warn:
        return spdlog::level::warn;
    case log_level::error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

class console_logger final : public logger {
  public:
    explicit console_logger(log_level least)
        : lines_("suasor-host", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
        lines_.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        lines_.set_level(to_spdlog(least));
        lines_.flush_on(spdlog::level::trace);
    }

    bool enabled(log_level level) const noexcept override { return lines_.should_log(to_spdlog(level)); }

    void write(log_level level, std::string_view source, std::string_view message) noexcept override {
        if (!enabled(level)) return;
        try {
            lines_.log(to_spdlog(level), "[{}] {}", source, one_line(message));
        } catch (...) {
            // A line that cannot be written is no reason to stop what it is about.
        }
    }

  private:
    spdlog::logger lines_;
};

} // namespace

std::string one_line(std::string_view message) {
    std::string line;
    line.reserve(message.size());
    for (const char c : message) {
        if (c == '\n')
            line += "\\n";
        else if (c == '\r')
            line += "\\r";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
        else
            line += c;
    }
    return line;
}

std::unique_ptr<logger> create_console_logger(log_level least) {
    return std::make_unique<console_logger>(least);
}

} // namespace sample_host
