#pragma once

#include "log.hpp"
#include "secret.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Brings the database's schema to what the registered migrations say, in order, once, one host at a time.
namespace sample_host::database {

struct migration_step {
    std::string sql; ///< one statement
    bool transactional = true;
};

/// A migration, see suasor_migration. `plugin` is the name of who brings it.
struct migration {
    std::string plugin;
    std::uint32_t version = 0;
    std::string name;
    std::vector<migration_step> up;
    std::vector<migration_step> down;
};

/// One that is meant: it has been applied or undone, or is registered.
struct migrated {
    std::string plugin;
    std::uint32_t version;
    std::string name;
};

/// How the database stands to a migration.
enum class migration_standing {
    pending,    ///< not applied
    applied,    ///< as it is registered
    unfinished, ///< applied, or undone, half-way; up, or down, goes on with it
    changed,    ///< applied with another text than is registered
    unknown,    ///< applied, and nobody has registered it
};

struct migration_status {
    std::string plugin;
    std::uint32_t version = 0;
    std::string name;
    migration_standing standing = migration_standing::pending;
};

struct migrator_options {
    /// How long a statement may stand in the lock queue, in front of the application's own statements.
    std::chrono::milliseconds lock_timeout{2000};
    /// How often a step that met a lock, a deadlock or a serialisation failure is tried, with doubling pauses.
    int attempts = 10;
    std::chrono::milliseconds first_pause{100};
    std::chrono::milliseconds longest_pause{5000};
    /// How often a host that waits for another one's migration looks again, and how long it waits.
    std::chrono::milliseconds turn_poll{200};
    std::chrono::milliseconds turn_timeout{std::chrono::minutes(10)};
};

/// Used by one thread at a time, interrupt aside. Calls to the database throw suasor::error: SUASOR_E_UNAVAILABLE if it cannot
/// be reached, SUASOR_E_BUSY if another host had the turn for too long, SUASOR_E_CONFLICT if a migration that is applied has
/// been changed since, SUASOR_E_CANCELLED after an interrupt, SUASOR_E_INTERNAL with the migration, the step and PostgreSQL's
/// words if a statement fails.
class migrator {
  public:
    virtual ~migrator() = default;

    /// Registers a migration. Throws suasor::error: SUASOR_E_EXISTS if the plugin has that version already,
    /// SUASOR_E_INVALID_ARGUMENT for a version of 0 or no up steps.
    virtual void add(migration added) = 0;

    /// Drops what a plugin has registered. The database is left alone.
    virtual void forget(std::string_view plugin) noexcept = 0;

    /// What is registered, in ascending order of (plugin, version), without a look at the database.
    virtual std::vector<migrated> migrations() const = 0;

    /// How the database stands to what is registered and to what else has been applied, in the same order. Changes nothing
    /// and waits for nobody.
    virtual std::vector<migration_status> status() = 0;

    /// Applies what is registered and not yet applied, in ascending order of (plugin, version). A migration is recorded when
    /// its last step has succeeded, so that a failure leaves what came before it applied.
    virtual std::vector<migrated> up() = 0;

    /// Undoes what is applied, in descending order; only of `plugin` if one is named. Applied migrations that nobody has
    /// registered are left alone, with a warning.
    virtual std::vector<migrated> down(std::optional<std::string_view> plugin) = 0;

    /// Makes up and down give up, now and from now on, whatever they wait for; what they had done by then stays recorded.
    /// [any-thread]
    virtual void interrupt() noexcept = 0;
};

/// `connection` is a libpq connection string; connections are opened by up and down and closed again. `log` must outlive
/// the migrator.
std::unique_ptr<migrator> create_migrator(const secret& connection, logger& log, migrator_options options = {});

} // namespace sample_host::database
