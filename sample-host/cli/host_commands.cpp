#include "cli/command_parser.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace sample_host {
namespace {

serve_options read_serve_options(const shared_arguments& arguments) {
    serve_options options;
    const auto file = apply(arguments, "info", options);
    options.listen = first_of(arguments.listen, file.listen, k_default_listen);
    options.limits = file.limits;
    return options;
}

void add_serve(command_parser& parser) {
    auto* command = parser.program.add_subcommand("serve", "Serve the API with the plugins' routes and run their jobs");
    add_shared(*command, parser.shared);
    add_plugins(*command, parser.shared);
    command->add_option("--listen", parser.shared.listen, "Where to listen; port 0 is any free one")
        ->type_name("HOST:PORT")
        ->default_str(k_default_listen);
    add_examples(*command, {"serve --listen 127.0.0.1:8080 --data-dir /var/lib/suasor-host",
                            "serve --database postgresql://suasor@db.example/suasor --plugins /usr/lib/suasor/plugins",
                            "serve --config /etc/suasor-host.json"});
    run_when_chosen(*command, parser, [&parser] {
        auto options = read_serve_options(parser.shared);
        if (!parser.shared.config.empty()) options.reread = [&parser] { return read_serve_options(parser.shared); };
        return serve(options);
    });
}

void add_migrate(command_parser& parser) {
    const auto options = std::make_shared<migrate_options>();
    auto* command = parser.program.add_subcommand("migrate", "Apply the plugins' migrations, or undo them");
    add_shared(*command, parser.shared);
    add_plugins(*command, parser.shared);
    command->add_flag("--down", options->down, "Undo them");
    add_examples(*command, {"migrate", "migrate --down --database postgresql://suasor@db.example/suasor"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        return migrate(*options);
    });
}

} // namespace

void add_host_commands(command_parser& parser) {
    add_serve(parser);
    add_migrate(parser);
}

} // namespace sample_host
