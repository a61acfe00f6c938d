#include "cli/command_parser.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace sample_host {
namespace {

void add_sync(command_parser& parser) {
    const auto options = std::make_shared<sync_options>();
    auto* command = parser.program.add_subcommand("sync", "Sync a client in the foreground");
    add_shared(*command, parser.shared);
    add_plugins(*command, parser.shared);
    command->add_option("--client", options->client, "The client's id")->required()->type_name("ID");
    command->add_option("--type", options->type, "What to sync; full is everything that the server has")
        ->required()
        ->type_name("TYPE")
        ->check(
            CLI::IsMember({"movies", "series", "music", "playlists", "collections", "history", "favorites", "full"}));
    command->add_flag("--json", options->json, "Print the finished run as JSON, progress on standard error");
    add_examples(*command, {"sync --client 1 --type full", "sync --client 1 --type music --json"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        return sync(*options);
    });
}

void add_watch(command_parser& parser) {
    const auto options = std::make_shared<watch_options>();
    auto* command = parser.program.add_subcommand("watch", "Show how far runs are, wherever they execute");
    add_shared(*command, parser.shared);
    add_plugins(*command, parser.shared);
    auto* run =
        command->add_option("run", options->run, "The run's id; without one, all that are active")->type_name("RUN");
    command->add_flag("--follow", options->follow, "Wait for the next run when none is active")->excludes(run);
    command->add_flag("--json", options->json, "Print the runs as JSON when they end, progress on standard error");
    add_examples(*command, {"watch", "watch 42", "watch --follow"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        return watch(*options);
    });
}

void add_runs(command_parser& parser) {
    const auto options = std::make_shared<runs_options>();
    auto* command = parser.program.add_subcommand("runs", "List the newest runs");
    add_shared(*command, parser.shared);
    command->add_option("--limit", options->limit, "At most so many; 20 if not given")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command->add_option("--status", options->status, "Only those of this status")
        ->type_name("STATUS")
        ->check(CLI::IsMember({"pending", "running", "completed", "failed", "cancelled"}));
    command->add_flag("--json", options->json, "Print a JSON array");
    add_examples(*command, {"runs", "runs --status failed --limit 5", "runs --json"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        return list_runs(*options);
    });
}

} // namespace

void add_run_commands(command_parser& parser) {
    add_sync(parser);
    add_watch(parser);
    add_runs(parser);
}

} // namespace sample_host
