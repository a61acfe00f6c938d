#include "cli/command_parser.hpp"

#include <CLI/CLI.hpp>

namespace sample_host {

void add_examples(CLI::App& command, std::initializer_list<std::string> examples) {
    std::string text = "Examples:";
    for (const auto& example : examples)
        text += "\n  suasor-host " + example;
    command.footer(text);
}

void run_when_chosen(CLI::App& command, command_parser& parser, std::function<int()> run) {
    command.callback([&parser, run = std::move(run)] { parser.chosen = run; });
}

} // namespace sample_host
