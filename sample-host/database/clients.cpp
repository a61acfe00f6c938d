#include "database/clients.hpp"

#include "database/row_values.hpp"

namespace sample_host {
namespace {

#define CLIENT_COLUMNS                                                                                                 \
    "id, user_id, category, type, name, is_enabled::int::bigint AS is_enabled, config::text AS "                       \
    "config, " SUASOR_HOST_RFC3339("created_at") ", " SUASOR_HOST_RFC3339("updated_at")

client to_client(const soci::row& row) {
    return {id_of(row, "id"),
            id_of(row, "user_id"),
            text_of(row, "category"),
            text_of(row, "type"),
            text_of(row, "name"),
            number_of(row, "is_enabled") != 0,
            show_config(text_of(row, "config")),
            text_of(row, "created_at"),
            text_of(row, "updated_at")};
}

class postgres_clients final : public clients {
  public:
    explicit postgres_clients(connections& pool) : pool_(pool) {}

    client create(const new_client& request) override;
    std::vector<client> list(const suasor::principal& viewer) override;
    std::optional<client> get(std::uint64_t id, const suasor::principal& viewer) override;

  private:
    connections& pool_;
};

constexpr auto k_insert_client =
    "INSERT INTO public.clients"
    " (created_at, updated_at, user_id, category, type, config, name, is_enabled)"
    " VALUES (now(), now(), :user_id, 'media', :type, CAST(:config AS jsonb), :name, :enabled = 1)"
    " RETURNING " CLIENT_COLUMNS;

client postgres_clients::create(const new_client& request) {
    const auto config = client_config(request);
    const auto name = name_of(request);
    const auto user_id = static_cast<long long>(request.user_id);
    const int enabled = request.enabled;

    return pool_.use([&](soci::session& session) {
        soci::row row;
        session << k_insert_client, soci::use(user_id), soci::use(request.type), soci::use(config.reveal()),
            soci::use(name), soci::use(enabled), soci::into(row);
        return to_client(row);
    });
}

constexpr auto k_list_clients = "SELECT " CLIENT_COLUMNS " FROM public.clients"
                                " WHERE user_id = :user_id OR :is_admin = 1 ORDER BY id";

std::vector<client> postgres_clients::list(const suasor::principal& viewer) {
    const auto user_id = static_cast<long long>(viewer.user_id);
    const int is_admin = viewer.is_admin;

    return pool_.use([&](soci::session& session) {
        std::vector<client> found;
        soci::rowset<soci::row> rows = (session.prepare << k_list_clients, soci::use(user_id), soci::use(is_admin));
        for (const auto& row : rows)
            found.push_back(to_client(row));
        return found;
    });
}

constexpr auto k_get = "SELECT " CLIENT_COLUMNS " FROM public.clients"
                       " WHERE id = :id AND (user_id = :user_id OR :is_admin = 1)";

std::optional<client> postgres_clients::get(std::uint64_t id, const suasor::principal& viewer) {
    const auto wanted = static_cast<long long>(id);
    const auto user_id = static_cast<long long>(viewer.user_id);
    const int is_admin = viewer.is_admin;

    return pool_.use([&](soci::session& session) -> std::optional<client> {
        soci::row row;
        session << k_get, soci::use(wanted), soci::use(user_id), soci::use(is_admin), soci::into(row);
        if (!session.got_data()) return std::nullopt;
        return to_client(row);
    });
}

} // namespace

std::unique_ptr<clients> create_clients(connections& pool) {
    return std::make_unique<postgres_clients>(pool);
}

} // namespace sample_host
