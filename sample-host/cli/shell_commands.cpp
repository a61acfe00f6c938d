#include "cli/command_parser.hpp"
#include "cli/command_tree.hpp"
#include "cli/completion.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace sample_host {
namespace {

std::string script_for(const std::string& shell, const command_description& program) {
    if (shell == "zsh") return zsh_completion(program);
    if (shell == "fish") return fish_completion(program);
    return bash_completion(program);
}

} // namespace

void add_shell_commands(command_parser& parser) {
    const auto shell = std::make_shared<std::string>();
    auto* command =
        parser.program.add_subcommand("completion", "Print a script with which a shell completes these commands");
    command->add_option("shell", *shell, "Which shell")
        ->required()
        ->type_name("SHELL")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    add_examples(*command, {"completion bash"});
    run_when_chosen(*command, parser, [=, &parser] {
        std::cout << script_for(*shell, describe(parser.program)) << std::flush;
        return 0;
    });
}

} // namespace sample_host
