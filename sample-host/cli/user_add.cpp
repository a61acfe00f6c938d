#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/open_log.hpp"
#include "database/users.hpp"

#include <iostream>

namespace sample_host {

int add_user(const user_add_options& options) {
    const auto log = open_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    const auto all = create_users(database.pool());

    const auto added = all->create({.name = options.name, .email = options.email, .is_admin = options.admin});
    std::cout << all->issue_token(added.id).reveal() << std::endl;
    return 0;
}

} // namespace sample_host
