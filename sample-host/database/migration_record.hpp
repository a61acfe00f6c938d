#pragma once

#include "database/migration_session.hpp"
#include "database/migrator.hpp"

#include <map>
#include <string>
#include <utility>

// The host's record of what has been applied: the table suasor_host_migrations.
namespace sample_host::database {

/// How far a migration is. A migration of several blocks (see migration_block) may have been stopped between two of them.
enum class migration_state { applying, applied, undoing };

struct recorded_migration {
    std::string name;
    std::string checksum;
    migration_state state;
    std::size_t steps; ///< done in the direction of `state`
};

using migration_key = std::pair<std::string, std::uint32_t>; ///< plugin, version

/// Makes the table if there is none.
void create_migration_record(migration_session& session);

bool has_migration_record(migration_session& session);

std::map<migration_key, recorded_migration> read_migration_record(migration_session& session);

void record(migration_session& session, const migration& done, const std::string& checksum, migration_state state,
            std::size_t steps);

void erase_record(migration_session& session, const migration& undone);

} // namespace sample_host::database
