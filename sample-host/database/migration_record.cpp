#include "database/migration_record.hpp"

#include <string_view>

namespace sample_host::database {
namespace {

std::string_view to_text(migration_state state) noexcept {
    switch (state) {
    case migration_state::applying:
        return "applying";
    case migration_state::applied:
        return "applied";
    case migration_state::undoing:
        return "undoing";
    }
    return "applied";
}

migration_state to_state(std::string_view text) noexcept {
    if (text == "applying") return migration_state::applying;
    if (text == "undoing") return migration_state::undoing;
    return migration_state::applied;
}

} // namespace

constexpr auto k_create = R"(
    CREATE TABLE IF NOT EXISTS suasor_host_migrations (
        plugin     text NOT NULL,
        version    bigint NOT NULL,
        name       text NOT NULL,
        checksum   text NOT NULL,
        state      text NOT NULL,
        steps      integer NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (plugin, version)
    ))";

void create_migration_record(migration_session& session) {
    session.execute(k_create);
}

constexpr auto k_find = "SELECT to_regclass('suasor_host_migrations') IS NOT NULL";

bool has_migration_record(migration_session& session) {
    return session.execute(k_find)[0][0] == "t";
}

constexpr auto k_read = "SELECT plugin, version, name, checksum, state, steps FROM suasor_host_migrations";

std::map<migration_key, recorded_migration> read_migration_record(migration_session& session) {
    std::map<migration_key, recorded_migration> record;
    for (const auto& row : session.execute(k_read))
        record.insert({{row[0].value(), static_cast<std::uint32_t>(std::stoul(row[1].value()))},
                       {row[2].value(), row[3].value(), to_state(row[4].value()), std::stoul(row[5].value())}});
    return record;
}

constexpr auto k_record = R"(
    INSERT INTO suasor_host_migrations (plugin, version, name, checksum, state, steps)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (plugin, version) DO UPDATE SET state = excluded.state, steps = excluded.steps, applied_at = now())";

void record(migration_session& session, const migration& done, const std::string& checksum, migration_state state,
            std::size_t steps) {
    session.execute(k_record, {done.plugin, std::to_string(done.version), done.name, checksum,
                               std::string(to_text(state)), std::to_string(steps)});
}

constexpr auto k_erase = "DELETE FROM suasor_host_migrations WHERE plugin = $1 AND version = $2";

void erase_record(migration_session& session, const migration& undone) {
    session.execute(k_erase, {undone.plugin, std::to_string(undone.version)});
}

} // namespace sample_host::database
