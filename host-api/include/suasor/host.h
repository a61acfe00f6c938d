#ifndef SUASOR_HOST_H
#define SUASOR_HOST_H

#include "types.h"

/**
 * @page Host
 *
 * What a plugin is given of the host: a name, and services by id.
 *
 * A service id is `suasor.NAME/REVISION`, for example "suasor.router/1". An incompatible change of a service is a new
 * revision and so a new id; a host may offer several revisions side by side. Appending a field to a service's
 * struct is compatible and keeps the id.
 *
 * A host of this version offers "suasor.log/1", "suasor.config/1", "suasor.database/1", "suasor.migrator/1",
 * "suasor.router/1" and "suasor.scheduler/1"; it may offer "suasor.metrics/1", too.
 */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_host suasor_host;

struct suasor_host {
    uint32_t struct_size;
    uint32_t abi_major; /**< SUASOR_ABI_MAJOR the host was built against */
    uint32_t abi_minor; /**< SUASOR_ABI_MINOR the host was built against */
    uint32_t reserved;
    void* impl;            /**< the host's own; a plugin leaves it alone */
    suasor_string name;    /**< "suasor-host"; valid as long as the host struct */
    suasor_string version; /**< the host's own, semantic versioning */

    /** Returns the service's struct (the header of each service says which), or NULL if there is none of that id.
     *
     * An id that the host does not implement itself is looked up among the extensions of the other plugins that
     * have been initialised; so one plugin uses another's "suasor.job_service/1". Plugins are initialised in an
     * order that neither of them knows: ask again later, for example when a job starts, rather than give up in init.
     *
     * The struct stays valid until this plugin's destroy; after its provider has shut down, its functions answer
     * SUASOR_E_CLOSED.
     * [any-thread] */
    const void* (*get_service)(const suasor_host* host, suasor_string id);
};

#ifdef __cplusplus
}
#endif

#endif
