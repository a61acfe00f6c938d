#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/open_log.hpp"
#include "database/users.hpp"

#include <iostream>

namespace sample_host {

int add_client(const client_add_options& options) {
    client_config(options.client); // refuse nonsense before a database is started for it

    const auto log = open_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    const auto owner = create_users(database.pool())->find(options.user);
    if (!owner)
        throw suasor::error(SUASOR_E_NOT_FOUND,
                            "there is no user " + options.user + "; add them with: suasor-host user add");

    auto request = options.client;
    request.user_id = owner->id;
    std::cout << create_clients(database.pool())->create(request).id << std::endl;
    return 0;
}

} // namespace sample_host
