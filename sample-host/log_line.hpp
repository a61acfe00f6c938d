#pragma once

#include "log.hpp"

#include <spdlog/formatter.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How a log line is put together.
namespace sample_host {

enum class log_reader { anybody, journal };

/// Formats spdlog's messages, whose logger's name is the source; each becomes one line.
std::unique_ptr<spdlog::formatter> create_line_formatter(log_format format, log_reader reader);

/// The message with its control characters escaped: what makes one call one line.
std::string one_line(std::string_view message);

/// What a message of the form `what happened key=value key="several words"` says of its keys, without the quotes. A message
/// is a text, so this is a convenience: quotes within a quoted value may cut it.
std::vector<std::pair<std::string_view, std::string_view>> fields_of(std::string_view message);

} // namespace sample_host
