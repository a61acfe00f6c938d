// From argv to a command.
#pragma once

#include "cli/command_tree.hpp"

namespace sample_host {

/// Parses the command line, runs the command and gives the process's exit status: 2 for a command line that makes no
/// sense, 1 for a command that failed, with one line on standard error that says why.
int run_command_line(int argc, char** argv) noexcept;

/// Only parses it: 0, or 2 for one that makes no sense.
int check_command_line(int argc, char** argv) noexcept;

/// All commands.
command_description describe_command_line();

} // namespace sample_host
