#include "database/clients.hpp"

#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/open_log.hpp"
#include "cli/operator.hpp"
#include "cli/table.hpp"
#include "database/users.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <iostream>
#include <map>

namespace sample_host {
namespace {

/// The names of users, looked up once each.
class user_names {
  public:
    explicit user_names(connections& pool) : users_(create_users(pool)) {}

    const std::string& of(std::uint64_t id) {
        const auto known = names_.find(id);
        if (known != names_.end()) return known->second;
        const auto found = users_->get(id);
        return names_.emplace(id, found ? found->name : "user " + std::to_string(id)).first->second;
    }

  private:
    const std::unique_ptr<users> users_;
    std::map<std::uint64_t, std::string> names_;
};

} // namespace

int list_clients(const clients_options& options) {
    const auto log = open_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    const auto listed = create_clients(database.pool())->list(k_operator);

    if (options.json) {
        boost::json::array clients;
        for (const auto& client : listed)
            clients.push_back(to_json(client));
        std::cout << boost::json::serialize(clients) << std::endl;
        return 0;
    }
    user_names names(database.pool());
    std::vector<table_row> rows;
    for (const auto& client : listed)
        rows.push_back({std::to_string(client.id), client.type, client.name, names.of(client.user_id),
                        client.enabled ? "yes" : "no", base_url_of(client)});
    std::cout << render_table({"CLIENT", "TYPE", "NAME", "USER", "ENABLED", "URL"}, rows, table_width()) << std::flush;
    return 0;
}

} // namespace sample_host
