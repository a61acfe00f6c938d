#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sample_host {
namespace {

/// For a specification of _arguments, within single quotes.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
        result += c;
        if (c == '\'') result += "\\''";
    }
    return result;
}

std::string zsh_action_of(const option_description& option) {
    if (!option.choices.empty()) return fmt::format("({})", fmt::join(option.choices, " "));
    if (option.value == "DIR") return "_files -/";
    if (option.value == "FILE") return "_files";
    return " ";
}

std::string function_of(const std::string& path) {
    auto name = "_suasor_host" + (path.empty() ? path : "_" + path);
    std::ranges::replace(name, ' ', '_');
    return name;
}

std::string specifications_of(const command_description& command) {
    std::string lines;
    for (const auto& option : command.options)
        for (const auto& name : option.names) {
            lines += fmt::format(" \\\n        '{}[{}]", name, escaped(option.description));
            if (!option.value.empty()) lines += fmt::format(":{}:{}", option.value, zsh_action_of(option));
            lines += "'";
        }
    for (const auto& argument : command.arguments)
        lines += fmt::format(" \\\n        ':{}:{}'", escaped(argument.value), zsh_action_of(argument));
    return lines;
}

std::string leaf(const std::string& path, const command_description& command) {
    return fmt::format("{}() {{\n    _arguments{}\n}}\n\n", function_of(path), specifications_of(command));
}

std::string group(const std::string& path, const command_description& command) {
    std::string listed;
    std::string cases;
    for (const auto& next : command.commands) {
        listed += fmt::format("            '{}:{}'\n", next.name, escaped(next.description));
        cases += fmt::format("        {}) {} ;;\n", next.name,
                             function_of(path.empty() ? next.name : path + " " + next.name));
    }
    return fmt::format(R"({function}() {{
    local context state state_descr line curcontext=$curcontext
    local -A opt_args
    _arguments -C{specifications} \
        '1:command:->command' \
        '*::argument:->argument'
    case $state in
    command)
        local -a commands=(
{listed}        )
        _describe -t commands command commands ;;
    argument)
        case $words[1] in
{cases}        esac ;;
    esac
}}

)",
                       fmt::arg("function", function_of(path)), fmt::arg("specifications", specifications_of(command)),
                       fmt::arg("listed", listed), fmt::arg("cases", cases));
}

} // namespace

std::string zsh_completion(const command_description& program) {
    auto script = fmt::format(
        "#compdef {0}\n# Completion of {0} for zsh, after compinit: source <({0} completion zsh)\n\n", program.name);
    for_each_command(program, [&](const std::string& path, const command_description& command) {
        script += command.commands.empty() ? leaf(path, command) : group(path, command);
    });
    return script + fmt::format("compdef _suasor_host {}\n", program.name);
}

} // namespace sample_host
