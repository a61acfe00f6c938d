// What all commands take on their command lines, and what the environment and the settings file add to it.
#pragma once

#include "cli/options.hpp"
#include "cli/settings.hpp"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace sample_host {

/// What the command line says of the things that a settings file can say, too.
struct shared_arguments {
    std::string config;
    std::optional<std::string> listen;
    std::optional<std::string> database;
    std::optional<std::string> data_directory;
    std::optional<std::string> plugins_directory;
    std::optional<std::string> log_level;
    std::optional<std::string> log_format;
};

/// The options of every command. `to` must outlive the command's parsing.
void add_shared(CLI::App& command, shared_arguments& to);

/// The option of those that load plugins.
void add_plugins(CLI::App& command, shared_arguments& to);

/// The first that is there.
std::string first_of(const std::optional<std::string>& argument, const std::optional<std::string>& setting,
                     std::string otherwise);

/// Fills in what all commands share and gives the settings file, empty if none is named. Throws as read_settings.
settings apply(const shared_arguments& arguments, const std::string& default_log_level, command_options& to);

} // namespace sample_host
