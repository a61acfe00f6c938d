#include "cli/command_line.hpp"

#include "cli/commands.hpp"
#include "cli/log_names.hpp"
#include "cli/settings.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>

namespace sample_host {
namespace {

constexpr int k_usage_error = 2;

/// What the command line says of the things that a settings file can say, too.
struct shared_arguments {
    std::string config;
    std::optional<std::string> listen;
    std::optional<std::string> database;
    std::optional<std::string> data_directory;
    std::optional<std::string> plugins_directory;
    std::optional<std::string> log_level;
    std::optional<std::string> log_format;
};

/// A secret's three ways in: in a file, as it is (visible to everybody in the list of processes), in the environment.
struct secret_argument {
    std::string value;
    std::string file;

    secret read() const { return file.empty() ? secret(value) : read_secret_file(file); }
};

/// The plugins built together with this executable.
std::filesystem::path plugins_beside_executable() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "plugins";
}

settings read_settings_if_any(const std::string& file) {
    return file.empty() ? settings{} : read_settings(file);
}

std::optional<std::string> environment(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

/// The first that is there.
std::string first_of(const std::optional<std::string>& argument, const std::optional<std::string>& setting,
                     std::string otherwise) {
    return argument ? *argument : setting ? *setting : std::move(otherwise);
}

void add_shared(CLI::App& command, shared_arguments& to) {
    auto* database =
        command
            .add_option("--database", to.database, "PostgreSQL's URL or connection string; also in $SUASOR_DATABASE")
            ->type_name("URL");
    command.add_option("--data-dir", to.data_directory, "Run a PostgreSQL of our own in this folder")
        ->type_name("DIR")
        ->excludes(database);
    command.add_option("--config", to.config, "Settings file (JSON)")->type_name("FILE");
    command.add_option("--log-level", to.log_level, std::string(k_log_levels))->type_name("LEVEL");
    command.add_option("--log-format", to.log_format, std::string(k_log_formats))->type_name("FORMAT");
}

void add_plugins(CLI::App& command, shared_arguments& to) {
    command.add_option("--plugins", to.plugins_directory, "Load the plugins of this folder")->type_name("DIR");
}

void add_secret(CLI::App& command, const std::string& name, const std::string& variable, secret_argument& to) {
    command.add_option("--" + name, to.value, "Also as --" + name + "-file FILE, or in $" + variable)
        ->envname(variable)
        ->type_name("TEXT");
    command.add_option("--" + name + "-file", to.file)->type_name("FILE")->group("");
}

secret database_url(const shared_arguments& arguments, const settings& file) {
    if (arguments.database) return *arguments.database;
    if (auto url = environment("SUASOR_DATABASE")) return *std::move(url);
    return file.database.value_or(secret());
}

/// Fills in what all commands share.
settings apply(const shared_arguments& arguments, const std::string& default_log_level, command_options& to) {
    auto file = read_settings_if_any(arguments.config);
    to.log_level = first_of(arguments.log_level, file.log_level, default_log_level);
    to.log_format = first_of(arguments.log_format, file.log_format, k_default_log_format);
    to.plugins_directory =
        first_of(arguments.plugins_directory, file.plugins_directory, plugins_beside_executable().string());
    to.plugin_settings = file.plugins;

    // A folder on the command line beats a database that is named elsewhere.
    if (!arguments.data_directory) to.database.url = database_url(arguments, file);
    to.database.data_directory = first_of(arguments.data_directory, file.data_directory, "");
    return file;
}

/// The command line, and what it asks for.
class command_line {
  public:
    command_line() {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "suasor-host " SUASOR_HOST_VERSION);
        add_serve();
        add_migrate();
        add_user_add();
        add_client_add();
        add_sync();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& problem) {
            return app_.exit(problem) == 0 ? 0 : k_usage_error;
        }
        return chosen_();
    }

  private:
    void add_serve() {
        auto* command = app_.add_subcommand("serve", "Serve the API with the plugins' routes and run their jobs");
        add_shared(*command, shared_);
        add_plugins(*command, shared_);
        command->add_option("--listen", shared_.listen, "Where to listen; port 0 is any free one")
            ->type_name("HOST:PORT")
            ->default_str(k_default_listen);
        command->callback([this] {
            chosen_ = [this] {
                auto options = read_serve_options();
                if (!shared_.config.empty()) options.reread = [this] { return read_serve_options(); };
                return sample_host::serve(options);
            };
        });
    }

    serve_options read_serve_options() const {
        serve_options options;
        const auto file = apply(shared_, "info", options);
        options.listen = first_of(shared_.listen, file.listen, k_default_listen);
        options.limits = file.limits;
        return options;
    }

    void add_migrate() {
        auto* command = app_.add_subcommand("migrate", "Apply the plugins' migrations, or undo them");
        add_shared(*command, shared_);
        add_plugins(*command, shared_);
        command->add_flag("--down", migrate_.down, "Undo them");
        command->callback([this] {
            chosen_ = [this] {
                apply(shared_, "warn", migrate_);
                return sample_host::migrate(migrate_);
            };
        });
    }

    void add_user_add() {
        auto* group = app_.add_subcommand("user", "Users of the API")->require_subcommand(1);
        auto* command = group->add_subcommand("add", "Add a user and print a token of theirs");
        add_shared(*command, shared_);
        command->add_option("name", user_.name, "The user's name")->required()->type_name("NAME");
        command->add_option("--email", user_.email, "Default: NAME@localhost");
        command->add_flag("--admin", user_.admin, "Sees every user's runs and clients");
        command->callback([this] {
            chosen_ = [this] {
                apply(shared_, "warn", user_);
                return sample_host::add_user(user_);
            };
        });
    }

    void add_client_add() {
        auto* group = app_.add_subcommand("client", "Media servers")->require_subcommand(1);
        auto* command = group->add_subcommand("add", "Connect a media server and print its id");
        add_shared(*command, shared_);
        command->add_option("--user", client_.user, "Whose it is")->required()->type_name("NAME");
        command->add_option("--type", client_.client.type, "jellyfin, emby, plex or subsonic")->required();
        command->add_option("--url", client_.client.base_url, "Where it is")->required()->type_name("URL");
        command->add_option("--name", client_.client.name, "What to call it");
        command->add_option("--username", client_.client.username, "The user's name there");
        command->add_option("--remote-user-id", client_.client.remote_user_id, "The user's id there");
        add_secret(*command, "api-key", "SUASOR_CLIENT_API_KEY", api_key_);
        add_secret(*command, "token", "SUASOR_CLIENT_TOKEN", token_);
        add_secret(*command, "password", "SUASOR_CLIENT_PASSWORD", password_);
        command->callback([this] {
            chosen_ = [this] {
                apply(shared_, "warn", client_);
                client_.client.api_key = api_key_.read();
                client_.client.token = token_.read();
                client_.client.password = password_.read();
                return sample_host::add_client(client_);
            };
        });
    }

    void add_sync() {
        auto* command = app_.add_subcommand("sync", "Sync a client in the foreground");
        add_shared(*command, shared_);
        add_plugins(*command, shared_);
        command->add_option("--client", sync_.client, "The client's id")->required()->type_name("ID");
        command->add_option("--type", sync_.type, "music, movies, series, full, ...")->required();
        command->add_flag("--json", sync_.json, "Print the finished run as JSON, progress on standard error");
        command->callback([this] {
            chosen_ = [this] {
                apply(shared_, "warn", sync_);
                return sample_host::sync(sync_);
            };
        });
    }

    CLI::App app_{"Hosts plugins of Suasor: their routes, jobs and migrations", "suasor-host"};
    shared_arguments shared_;
    migrate_options migrate_;
    user_add_options user_;
    client_add_options client_;
    secret_argument api_key_;
    secret_argument token_;
    secret_argument password_;
    sync_options sync_;
    std::function<int()> chosen_;
};

} // namespace

int run_command_line(int argc, char** argv) noexcept {
    try {
        return command_line().run(argc, argv);
    } catch (const std::exception& problem) {
        std::cerr << "suasor-host: " << problem.what() << '\n';
        return 1;
    }
}

} // namespace sample_host
