#include "cli/command_parser.hpp"
#include "cli/commands.hpp"

#include <suasor/types.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace sample_host {
namespace {

/// These commands say themselves what they find; the log is for those who ask for it here.
void apply_silently(const shared_arguments& arguments, command_options& to) {
    to.log_level = arguments.log_level.value_or("");
    const auto log_level = to.log_level;
    apply(arguments, log_level, to);
    to.log_level = log_level;
}

void add_plugin_list(command_parser& parser) {
    const auto options = std::make_shared<plugins_options>();
    auto* command = parser.program.add_subcommand("plugins", "List the plugins with their routes, jobs and migrations");
    add_shared(*command, parser.shared);
    add_plugins(*command, parser.shared);
    command->add_flag("--json", options->json, "Print a JSON object");
    add_examples(*command, {"plugins", "plugins --plugins /usr/lib/suasor/plugins --json"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply_silently(parser.shared, *options);
        return list_plugins(*options);
    });
}

void add_doctor(command_parser& parser) {
    const auto options = std::make_shared<doctor_options>();
    auto* command =
        parser.program.add_subcommand("doctor", "Examine database, plugins and media servers, and say what to do");
    add_shared(*command, parser.shared);
    add_plugins(*command, parser.shared);
    command->add_flag("--json", options->json, "Print a JSON object");
    add_examples(*command, {"doctor", "doctor --config /etc/suasor-host.json", "doctor --json"});
    run_when_chosen(*command, parser, [=, &parser] {
        options->settings_file = parser.shared.config;
        try {
            apply_silently(parser.shared, *options);
        } catch (const suasor::error& unreadable) {
            options->settings_problem = unreadable.what();
        }
        return doctor(*options);
    });
}

} // namespace

void add_inspection_commands(command_parser& parser) {
    add_plugin_list(parser);
    add_doctor(parser);
}

} // namespace sample_host
