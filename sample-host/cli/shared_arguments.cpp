#include "cli/shared_arguments.hpp"

#include "cli/log_names.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <utility>

namespace sample_host {
namespace {

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

secret database_url(const shared_arguments& arguments, const settings& file) {
    if (arguments.database) return *arguments.database;
    if (auto url = environment("SUASOR_DATABASE")) return *std::move(url);
    return file.database.value_or(secret());
}

} // namespace

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

std::string first_of(const std::optional<std::string>& argument, const std::optional<std::string>& setting,
                     std::string otherwise) {
    return argument ? *argument : setting ? *setting : std::move(otherwise);
}

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

} // namespace sample_host
