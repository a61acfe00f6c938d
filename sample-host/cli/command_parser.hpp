// The commands as the command line spells them.
#pragma once

#include "cli/shared_arguments.hpp"

#include <functional>
#include <initializer_list>
#include <string>

namespace CLI {
class App;
}

namespace sample_host {

/// Where commands add themselves. All of it must outlive the parsing, and the running of what was chosen.
struct command_parser {
    CLI::App& program;
    shared_arguments shared = {};
    std::function<int()> chosen = {}; ///< what was asked for, once all is parsed
};

/// Ends a command's help with command lines that work.
void add_examples(CLI::App& command, std::initializer_list<std::string> examples);

/// `run` is called at the end, if this is the command that was asked for.
void run_when_chosen(CLI::App& command, command_parser& parser, std::function<int()> run);

/// serve, migrate
void add_host_commands(command_parser& parser);
/// user add, client add, clients
void add_account_commands(command_parser& parser);
/// sync, watch, runs
void add_run_commands(command_parser& parser);
/// plugins, doctor
void add_inspection_commands(command_parser& parser);
/// completion
void add_shell_commands(command_parser& parser);

} // namespace sample_host
