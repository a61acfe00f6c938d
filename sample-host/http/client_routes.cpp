#include "http/api_routes.hpp"
#include "http/host_routes.hpp"

#include "database/clients.hpp"

#include <boost/json/array.hpp>

namespace sample_host::http {
namespace {

constexpr std::string_view k_clients = "/api/v1/clients";

answer list_clients(const principal& who, clients& stored) {
    boost::json::array list;
    for (const auto& each : stored.list(who))
        list.push_back(to_json(each));
    return json_answer(200, std::move(list));
}

answer create_client(const request& asked, const principal& who, clients& stored) {
    const auto wanted = parse_new_client(asked.body, who.user_id);
    return json_answer(201, to_json(stored.create(wanted)));
}

} // namespace

void add_client_routes(router& routes, const host_services& services) {
    api_routes api(routes, services.workers, services.log);
    auto& stored = services.media_clients;
    api.add("GET", k_clients, [&](const request&, const principal& who) { return list_clients(who, stored); });
    api.add("POST", k_clients,
            [&](const request& asked, const principal& who) { return create_client(asked, who, stored); });
}

} // namespace sample_host::http
