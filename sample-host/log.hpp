#pragma once

#include <memory>
#include <string>
#include <string_view>

// Lines for the people who run the host: where they come from, how bad they are, and one sink for all of them.
namespace sample_host {

enum class log_level { trace, debug, info, warn, error };

/// Takes log lines. Line feeds and other control characters in a message are escaped, so that one call is one line whatever
/// a plugin passes. Never throws. [any-thread]
class logger {
  public:
    virtual ~logger() = default;

    virtual bool enabled(log_level level) const noexcept = 0;

    /// `source` is a plugin's name, or "host".
    virtual void write(log_level level, std::string_view source, std::string_view message) noexcept = 0;

    void debug(std::string_view message) noexcept { write(log_level::debug, k_host, message); }
    void info(std::string_view message) noexcept { write(log_level::info, k_host, message); }
    void warn(std::string_view message) noexcept { write(log_level::warn, k_host, message); }
    void error(std::string_view message) noexcept { write(log_level::error, k_host, message); }

    static constexpr std::string_view k_host = "host";
};

/// How a line looks.
enum class log_format {
    text, ///< TIME LEVEL [source] message
    json, ///< an object: time, level, source, message, and as `fields` what the message says as key=value
};

/// Writes nothing: for commands that say themselves what they find.
std::unique_ptr<logger> create_silent_logger();

/// Writes to standard error, which leaves standard output to the commands' results. If that is the journal of systemd, each
/// line begins with its priority, as sd-daemon(3) has it, and text leaves out what the journal knows itself.
class console_logger : public logger {
  public:
    /// From the next line on. [any-thread]
    virtual void configure(log_level least, log_format format) = 0;
};

std::unique_ptr<console_logger> create_console_logger(log_level least, log_format format = log_format::text);

} // namespace sample_host
