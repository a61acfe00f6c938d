// Scripts with which shells complete the command line.
#pragma once

#include "cli/command_tree.hpp"

#include <string>

namespace sample_host {

// Each is to be sourced by its shell. Values of options are completed where they are files, folders, or one of a few words.

std::string bash_completion(const command_description& program);
std::string zsh_completion(const command_description& program);
std::string fish_completion(const command_description& program);

} // namespace sample_host
