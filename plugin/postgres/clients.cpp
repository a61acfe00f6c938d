#include "plugin/postgres/clients.hpp"

#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <fmt/ranges.h>

namespace media_sync::postgres {

namespace {

constexpr sql_text k_clients = R"sql(
    SELECT c.id::bigint AS id, c.user_id::bigint AS user_id, c.type::text AS type, c.name::text AS name,
           coalesce(c.is_enabled, true)::int AS is_enabled, c.config::text AS config
    FROM clients c
    WHERE )sql";

std::vector<client_record> read_all(query& statement) {
    std::vector<client_record> clients;
    statement.each([&](const soci::row& row) {
        clients.push_back({static_cast<client_id>(number_of(row, "id")),
                           static_cast<user_id>(number_of(row, "user_id")), text_of(row, "type"), text_of(row, "name"),
                           row.get<int>("is_enabled") != 0, text_of(row, "config")});
    });
    return clients;
}

query clients_where(soci::session& session, const sql_text& condition) {
    return query(session, k_clients + condition);
}

} // namespace

std::optional<client_record> select_client(soci::session& session, client_id id, const scope& viewer) {
    auto statement = clients_where(session, "c.id = :id::bigint");
    auto found = read_all(statement.bind("id", id));
    if (found.empty() || !viewer.covers(found.front().owner)) return std::nullopt;
    return std::move(found.front());
}

std::vector<client_record> select_clients_of(soci::session& session, user_id owner) {
    auto statement = clients_where(session, "c.user_id = :owner::bigint AND c.category = 'media'"
                                            " AND coalesce(c.is_enabled, true) ORDER BY c.id");
    return read_all(statement.bind("owner", owner));
}

std::vector<client_record> select_clients(soci::session& session, std::span<const client_id> ids) {
    auto statement = clients_where(session, "c.id = ANY (:ids::bigint[]) ORDER BY c.id");
    return read_all(statement.bind("ids", fmt::format("{{{}}}", fmt::join(ids, ","))));
}

} // namespace media_sync::postgres
