// The command line described: what commands there are, and what each of them takes.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sample_host {

struct option_description {
    std::vector<std::string> names; ///< "--type", "-h"; none of an argument that goes by its position
    std::string description;
    std::string value;                ///< what it takes: "DIR", "FILE", "ID"; "" of a flag
    std::vector<std::string> choices; ///< the values that there are, if they are few
};

struct command_description {
    std::string name;
    std::string description;
    std::vector<option_description> options = {};
    std::vector<option_description> arguments = {}; ///< by their position
    std::vector<command_description> commands = {}; ///< one of which has to follow
};

/// Whatever the parser knows, including what its help does not show.
command_description describe(CLI::App& app);

/// Everything a shell may type before an option: "" for the program itself, "client add" for the command add of client. Calls
/// `each(path, command)` for the description and all below it, parents first.
template <class Each>
void for_each_command(const command_description& command, const Each& each, const std::string& path = "") {
    each(path, command);
    for (const auto& next : command.commands)
        for_each_command(next, each, path.empty() ? next.name : path + " " + next.name);
}

} // namespace sample_host
