#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sample_host {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') result += '\\';
        result += c;
    }
    return result + "'";
}

std::string values_of(const option_description& option) {
    if (!option.choices.empty()) return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
    if (option.value == "DIR") return " -x -a '(__fish_complete_directories)'";
    if (option.value == "FILE") return " -r -F";
    return option.value.empty() ? "" : " -x";
}

std::string names_of(const option_description& option) {
    std::string names;
    for (const auto& name : option.names)
        names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return names;
}

} // namespace

std::string fish_completion(const command_description& program) {
    std::string descents;
    std::string skipped;
    std::string lines;
    for_each_command(program, [&](const std::string& path, const command_description& command) {
        const auto complete = fmt::format("complete -c {} -n '__suasor_host_at \"{}\"'", program.name, path);
        const auto prefix = path.empty() ? path : path + " ";
        for (const auto& next : command.commands) {
            descents += fmt::format(" '{}{}'", prefix, next.name);
            lines += fmt::format("{} -a {} -d {}\n", complete, next.name, quoted(next.description));
        }
        for (const auto& option : command.options) {
            lines += complete + names_of(option) + values_of(option) + " -d " + quoted(option.description) + "\n";
            if (option.value.empty()) continue;
            for (const auto& name : option.names)
                skipped += fmt::format(" '{}{}'", prefix, name);
        }
        for (const auto& argument : command.arguments)
            if (!argument.choices.empty()) lines += complete + values_of(argument) + "\n";
    });

    return fmt::format(R"(# Completion of {name} for fish: {name} completion fish | source
function __suasor_host_at --description 'Whether the command line is at this command'
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- (string trim -- "$at $word"){descents}
            set at (string trim -- "$at $word")
        else if contains -- (string trim -- "$at $word"){skipped}
            set skip 1
        end
    end
    test "$at" = "$argv[1]"
end
complete -c {name} -f
{lines})",
                       fmt::arg("name", program.name), fmt::arg("descents", descents), fmt::arg("skipped", skipped),
                       fmt::arg("lines", lines));
}

} // namespace sample_host
