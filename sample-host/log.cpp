#include "log.hpp"

#include "log_line.hpp"

#include <spdlog/sinks/stdout_sinks.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

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

// https://www.freedesktop.org/software/systemd/man/systemd.exec.html#%24JOURNAL_STREAM
bool writes_to_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat error_output {};
    return stream && ::fstat(STDERR_FILENO, &error_output) == 0 &&
           stream == std::to_string(error_output.st_dev) + ":" + std::to_string(error_output.st_ino);
}

class stderr_logger final : public console_logger {
  public:
    stderr_logger(log_level least, log_format format)
        : reader_(writes_to_journal() ? log_reader::journal : log_reader::anybody) {
        configure(least, format);
    }

    bool enabled(log_level level) const noexcept override { return lines_.should_log(to_spdlog(level)); }

    void write(log_level level, std::string_view source, std::string_view message) noexcept override {
        if (!enabled(level)) return;
        try {
            lines_.log({source, to_spdlog(level), message});
        } catch (...) {
            // A line that cannot be written is no reason to stop what it is about.
        }
    }

    void configure(log_level least, log_format format) override {
        lines_.set_formatter(create_line_formatter(format, reader_));
        lines_.set_level(to_spdlog(least));
    }

  private:
    const log_reader reader_;
    spdlog::sinks::stderr_sink_mt lines_;
};

class silent_logger final : public logger {
  public:
    bool enabled(log_level) const noexcept override { return false; }
    void write(log_level, std::string_view, std::string_view) noexcept override {}
};

} // namespace

std::unique_ptr<logger> create_silent_logger() {
    return std::make_unique<silent_logger>();
}

std::unique_ptr<console_logger> create_console_logger(log_level least, log_format format) {
    return std::make_unique<stderr_logger>(least, format);
}

} // namespace sample_host
