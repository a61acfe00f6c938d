#ifndef SUASOR_DATABASE_H
#define SUASOR_DATABASE_H

#include "types.h"

/**
 * @page Database
 *
 * Where the host's PostgreSQL is. A plugin opens its own connections.
 *
 * Rationale: a connection handed over would tie both sides to one driver and one threading model, and a shared pool
 * would let one side starve the other. A connection string and a number that both sides keep is all that has to be
 * agreed.
 */

#define SUASOR_DATABASE_SERVICE "suasor.database/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_database_service suasor_database_service;

struct suasor_database_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** A libpq connection string, either keyword/value or URI form. May hold a password: it must not be logged. Valid
     * until the plugin's destroy.
     * https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
     * [any-thread] */
    suasor_string (*connection_string)(const suasor_database_service* database);

    /** How many connections the plugin should keep at the most, at least 1.
     * [any-thread] */
    uint32_t (*pool_size)(const suasor_database_service* database);
};

#ifdef __cplusplus
}
#endif

#endif
