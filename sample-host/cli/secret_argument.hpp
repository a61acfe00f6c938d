// A secret on the command line of a command.
#pragma once

#include "secret.hpp"

#include <string>

namespace CLI {
class App;
}

namespace sample_host {

/// A secret's three ways in: in a file, as it is (visible to everybody in the list of processes), in the environment.
struct secret_argument {
    std::string value;
    std::string file;

    /// Throws suasor::error SUASOR_E_NOT_FOUND if there is a file and it cannot be read.
    secret read() const;
};

/// Adds --NAME and --NAME-file. `to` must outlive the command's parsing.
void add_secret(CLI::App& command, const std::string& name, const std::string& variable, secret_argument& to);

} // namespace sample_host
