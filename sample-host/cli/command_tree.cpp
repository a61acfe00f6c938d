#include "cli/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace sample_host {
namespace {

/// CLI11 says of an option with a fixed set of values that its type is "TYPE:{one,another}".
std::vector<std::string> choices_of(const CLI::Option& option) {
    const auto type = option.get_type_name();
    const auto begin = type.find('{');
    const auto end = type.rfind('}');
    if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
    return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

option_description describe(const CLI::Option& option) {
    option_description described;
    for (const auto& name : option.get_lnames())
        described.names.push_back("--" + name);
    for (const auto& name : option.get_snames())
        described.names.push_back("-" + name);
    described.description = option.get_description();
    described.choices = choices_of(option);
    if (option.get_expected_max() > 0)
        described.value = option.get_type_name().substr(0, option.get_type_name().find(':'));
    return described;
}

} // namespace

command_description describe(CLI::App& app) {
    command_description described{.name = app.get_name(), .description = app.get_description()};
    for (const auto* option : app.get_options())
        (option->get_positional() ? described.arguments : described.options).push_back(describe(*option));
    for (auto* command : app.get_subcommands({}))
        described.commands.push_back(describe(*command));
    return described;
}

} // namespace sample_host
