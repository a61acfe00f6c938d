#ifndef SUASOR_MIGRATOR_H
#define SUASOR_MIGRATOR_H

#include "types.h"

/**
 * @page Migrator
 *
 * Changes of the database's schema that a plugin brings along. The host owns their order, their lock and the record
 * of what has been applied; the plugin owns their text.
 *
 * ## How the host runs them
 *
 * - In ascending order of (plugin name, version), after the init of every plugin and before the first request or
 *   job; one host at a time per database.
 * - Neighbouring transactional steps form one transaction. A non-transactional step runs alone, outside any
 *   transaction, and must bear being run again after it failed half-way: `DROP INDEX CONCURRENTLY IF EXISTS` before
 *   `CREATE INDEX CONCURRENTLY`, for example.
 * - Every session has a `lock_timeout` of 2 s. A transaction that fails with SQLSTATE 55P03, 40P01 or 40001 is
 *   tried again with back-off; so no migration stands for long in the lock queue before the application's own
 *   statements.
 * - A migration is recorded as applied when its last step has succeeded, with a checksum over its up and down text. A
 *   recorded migration whose checksum has changed is an error: a released migration never changes.
 *
 * Rationale: while it waits for its turn a host polls `pg_try_advisory_lock`, and never waits inside SQL. A
 * statement that waits for the lock holds a snapshot, and `CREATE INDEX CONCURRENTLY` in the host that has the lock
 * waits for that snapshot: a deadlock that PostgreSQL does not see.
 */

#define SUASOR_MIGRATOR_SERVICE "suasor.migrator/1"

#ifdef __cplusplus
extern "C" {
#endif

/** One SQL statement. */
typedef struct suasor_migration_step {
    uint32_t struct_size;
    int32_t transactional; /**< 1: in a transaction with its transactional neighbours; 0: alone */
    suasor_string sql;     /**< exactly one statement */
} suasor_migration_step;

typedef struct suasor_migration {
    uint32_t struct_size;
    uint32_t version;   /**< unique within the plugin, from 1; the order within the plugin */
    suasor_string name; /**< for example "job_run_progress" */

    const suasor_migration_step* const* up; /**< `up_count` steps that apply it, in order */
    size_t up_count;
    const suasor_migration_step* const* down; /**< `down_count` steps that undo it, in order */
    size_t down_count;
} suasor_migration;

typedef struct suasor_migrator_service suasor_migrator_service;

struct suasor_migrator_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** Registers a migration of this plugin. The host copies it; it runs later.
     *
     * Errors: SUASOR_E_EXISTS if the plugin has registered that version already; SUASOR_E_INVALID_ARGUMENT for a
     * version of 0 or without up steps; SUASOR_E_CLOSED after init.
     * [init] */
    suasor_status (*add)(const suasor_migrator_service* migrator, const suasor_migration* migration,
                         suasor_error* error);
};

#ifdef __cplusplus
}
#endif

#endif
