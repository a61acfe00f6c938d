#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sample_host {
namespace {

/// A case pattern that matches one of the words behind a command: " client add --type".
std::string pattern_of(const std::string& path, const std::vector<std::string>& words) {
    std::vector<std::string> patterns;
    for (const auto& word : words)
        patterns.push_back(fmt::format("'{} {}'", path, word));
    return fmt::format("{}", fmt::join(patterns, " | "));
}

std::string bash_action_of(const option_description& option) {
    if (!option.choices.empty())
        return fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$current\")", fmt::join(option.choices, " "));
    if (option.value == "DIR") return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")";
    if (option.value == "FILE") return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")";
    return ":";
}

struct cases {
    std::string descents; ///< what leads from a command to one below it
    std::string skipped;  ///< options whose value follows
    std::string values;   ///< how to complete those
    std::string words;    ///< what may come in a command
};

cases cases_of(const command_description& program) {
    cases made;
    for_each_command(program, [&](const std::string& name, const command_description& command) {
        const auto path = name.empty() ? name : " " + name;
        std::vector<std::string> words;
        for (const auto& next : command.commands) {
            made.descents += fmt::format("        {}) at+=\" $word\" ;;\n", pattern_of(path, {next.name}));
            words.push_back(next.name);
        }
        for (const auto& option : command.options) {
            words.insert(words.end(), option.names.begin(), option.names.end());
            if (option.value.empty()) continue;
            made.skipped += fmt::format("        {}) ((++i)) ;;\n", pattern_of(path, option.names));
            made.values += fmt::format("    {})\n        {}\n        return ;;\n", pattern_of(path, option.names),
                                       bash_action_of(option));
        }
        for (const auto& argument : command.arguments)
            words.insert(words.end(), argument.choices.begin(), argument.choices.end());
        made.words += fmt::format("    '{}') words='{}' ;;\n", path, fmt::join(words, " "));
    });
    return made;
}

} // namespace

std::string bash_completion(const command_description& program) {
    const auto made = cases_of(program);
    return fmt::format(R"(# Completion of {name} for bash: source <({name} completion bash)
_suasor_host_complete() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} at='' word words i
    # Bash takes --option=value apart.
    if [[ $current == '=' ]]; then
        current=''
    elif [[ $previous == '=' ]]; then
        previous=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi

    for ((i = 1; i < COMP_CWORD; ++i)); do
        word=${{COMP_WORDS[i]}}
        case "$at $word" in
{descents}{skipped}        esac
    done

    COMPREPLY=()
    case "$at $previous" in
{values}    esac
    case "$at" in
{words}    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}
complete -F _suasor_host_complete {name}
)",
                       fmt::arg("name", program.name), fmt::arg("descents", made.descents),
                       fmt::arg("skipped", made.skipped), fmt::arg("values", made.values),
                       fmt::arg("words", made.words));
}

} // namespace sample_host
