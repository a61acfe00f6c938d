#pragma once

// A database with Suasor's tables and the plugin's migrations, and what the stores need to work on it.

#include "plugin/postgres/connection_pool.hpp"
#include "plugin/postgres/migrations.hpp"
#include "support/temporary_database.hpp"

#include <string>

namespace media_sync::postgres {

using suasor::testing::sql_session;

constexpr auto k_this_executor = "11111111-1111-4111-8111-111111111111";
constexpr auto k_other_executor = "22222222-2222-4222-8222-222222222222";

/// Runs the steps of a migration one by one, each outside any transaction of the caller's.
inline void run_steps(sql_session& sql, const std::vector<migration_step>& steps) {
    for (const auto& step : steps)
        sql.rows(std::string(step.sql));
}

inline void migrate_up(sql_session& sql) {
    for (const auto& each : migrations())
        run_steps(sql, each.up);
}

inline void migrate_down(sql_session& sql) {
    auto all = migrations();
    for (auto each = all.rbegin(); each != all.rend(); ++each)
        run_steps(sql, each->down);
}

class migrated_database {
  public:
    migrated_database() { migrate_up(database_.sql()); }

    sql_session& sql() { return database_.sql(); }
    suasor::testing::temporary_database& database() { return database_; }
    connection_pool& pool() { return pool_; }

    std::string text(const std::string& statement) { return sql().scalar(statement).value_or("NULL"); }
    std::int64_t number(const std::string& statement) { return std::stoll(text(statement)); }

    std::uint64_t client(std::uint64_t owner, const std::string& type = "subsonic") {
        return std::stoull(*sql().scalar("INSERT INTO clients (user_id, category, type, name, config) "
                                         "VALUES ($1, 'media', $2, 'home', '{}') RETURNING id",
                                         {std::to_string(owner), type}));
    }

    std::uint64_t media_sync_job(std::uint64_t owner, std::uint64_t client = 1, const std::string& type = "music") {
        return std::stoull(*sql().scalar("INSERT INTO media_sync_jobs (user_id, client_id, client_type, sync_type) "
                                         "VALUES ($1, $2, 'subsonic', $3) RETURNING id",
                                         {std::to_string(owner), std::to_string(client), type}));
    }

    void heartbeat_was(const std::string& executor, const std::string& how_long_ago) {
        sql().rows("INSERT INTO job_executors VALUES ($1, clock_timestamp() - $2::interval) "
                   "ON CONFLICT (executor) DO UPDATE SET heartbeat_at = excluded.heartbeat_at",
                   {executor, how_long_ago});
    }

    /// Lives, however long the test takes.
    void keep_alive(const std::string& executor) { heartbeat_was(executor, "-1 hour"); }

  private:
    suasor::testing::temporary_database database_{suasor::testing::base_schema::suasor};
    connection_pool pool_{database_.conninfo(), 8, {}};
};

} // namespace media_sync::postgres
