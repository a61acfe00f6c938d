#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/host_engine.hpp"
#include "cli/open_log.hpp"

#include <iostream>

namespace sample_host {

int migrate(const migrate_options& options) {
    const auto log = open_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    host_engine engine({.plugins_directory = options.plugins_directory,
                        .plugin_settings = options.plugin_settings,
                        .conninfo = database.conninfo()},
                       *log);
    engine.load_plugins();

    const auto* verb = options.down ? "undone" : "applied";
    for (const auto& each : options.down ? engine.migrate_down() : engine.migrate_up())
        std::cout << verb << ' ' << each.plugin << ' ' << each.version << ' ' << each.name << '\n';
    return 0;
}

} // namespace sample_host
