#include "database/base_schema.hpp"

#include "database/postgresql_session.hpp"
#include "database/schema_text.hpp"

namespace sample_host {
namespace {

// Any number, the same in every host: two that start together must not both find no tables.
constexpr auto k_lock_schema = "SELECT pg_advisory_xact_lock(7321904417263)";

constexpr auto k_has_suasor_tables = "SELECT (to_regclass('public.users') IS NOT NULL)::int";

} // namespace

void ensure_base_schema(connections& pool) {
    pool.use([](soci::session& session) {
        soci::transaction transaction(session);
        session << k_lock_schema;

        int has_suasor_tables = 0;
        session << k_has_suasor_tables, soci::into(has_suasor_tables);
        if (!has_suasor_tables) execute_script(session, k_suasor_schema_sql);
        execute_script(session, k_host_schema_sql);

        transaction.commit();
    });
}

} // namespace sample_host
