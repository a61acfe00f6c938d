#include "cli/command_parser.hpp"
#include "cli/commands.hpp"
#include "cli/secret_argument.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace sample_host {
namespace {

void add_user_add(command_parser& parser) {
    const auto options = std::make_shared<user_add_options>();
    auto* group = parser.program.add_subcommand("user", "Users of the API")->require_subcommand(1);
    auto* command = group->add_subcommand("add", "Add a user and print a token of theirs");
    add_shared(*command, parser.shared);
    command->add_option("name", options->name, "The user's name")->required()->type_name("NAME");
    command->add_option("--email", options->email, "Default: NAME@localhost")->type_name("ADDRESS");
    command->add_flag("--admin", options->admin, "Sees every user's runs and clients");
    add_examples(*command, {"user add alice --admin"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        return add_user(*options);
    });
}

/// The three kinds of secrets that media servers want; each wants one of them.
struct secrets {
    secret_argument api_key;
    secret_argument token;
    secret_argument password;
};

void add_client_add(command_parser& parser) {
    const auto options = std::make_shared<client_add_options>();
    const auto given = std::make_shared<secrets>();
    auto& client = options->client;
    auto* group = parser.program.add_subcommand("client", "Media servers")->require_subcommand(1);
    auto* command = group->add_subcommand("add", "Connect a media server and print its id");
    add_shared(*command, parser.shared);
    command->add_option("--user", options->user, "Whose it is")->required()->type_name("NAME");
    command->add_option("--type", client.type, "What kind of server")
        ->required()
        ->type_name("TYPE")
        ->check(CLI::IsMember({"jellyfin", "emby", "plex", "subsonic"}));
    command->add_option("--url", client.base_url, "Where it is")->required()->type_name("URL");
    command->add_option("--name", client.name, "What to call it")->type_name("NAME");
    command->add_option("--username", client.username, "The user's name there")->type_name("NAME");
    command->add_option("--remote-user-id", client.remote_user_id, "The user's id there")->type_name("ID");
    add_secret(*command, "api-key", "SUASOR_CLIENT_API_KEY", given->api_key);
    add_secret(*command, "token", "SUASOR_CLIENT_TOKEN", given->token);
    add_secret(*command, "password", "SUASOR_CLIENT_PASSWORD", given->password);
    add_examples(*command,
                 {"client add --user alice --type jellyfin --url http://media.example:8096 --username alice "
                  "--api-key-file key.txt",
                  "client add --user alice --type plex --url https://media.example:32400 --token-file token.txt",
                  "client add --user alice --type subsonic --url http://media.example:4533 --username alice "
                  "--password-file password.txt"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        options->client.api_key = given->api_key.read();
        options->client.token = given->token.read();
        options->client.password = given->password.read();
        return add_client(*options);
    });
}

void add_clients(command_parser& parser) {
    const auto options = std::make_shared<clients_options>();
    auto* command = parser.program.add_subcommand("clients", "List the media servers that are connected");
    add_shared(*command, parser.shared);
    command->add_flag("--json", options->json, "Print a JSON array; secrets are left out");
    add_examples(*command, {"clients", "clients --json"});
    run_when_chosen(*command, parser, [=, &parser] {
        apply(parser.shared, "warn", *options);
        return list_clients(*options);
    });
}

} // namespace

void add_account_commands(command_parser& parser) {
    add_user_add(parser);
    add_client_add(parser);
    add_clients(parser);
}

} // namespace sample_host
