#ifndef SUASOR_DIAGNOSTICS_H
#define SUASOR_DIAGNOSTICS_H

#include "types.h"

/**
 * @page Diagnostics
 *
 * The extension with which a plugin says what keeps it from working with a client, a media server that a user has
 * connected: for a host's doctor, and for a button that tests a connection.
 *
 * ## Typical sequence
 *
 *     check_client(7, NULL, &receiver)
 *         -> {"status": "ok", "finding": "it is Jellyfin 10.9.11 and takes the credentials", "cure": ""}
 *         -> {"status": "broken", "finding": "Jellyfin server \"Home\": http://jf:8096/Items does not accept the API
 *             key (HTTP 401)", "cure": "create one in the server's dashboard, under API Keys, and enter it in the
 *             client's settings"}
 */

#define SUASOR_DIAGNOSTICS "suasor.diagnostics/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_diagnostics suasor_diagnostics;

struct suasor_diagnostics {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the plugin's own */

    /** Finds out whether the plugin could work with a client, `clients.id`: whether its configuration is complete, its
     * server reachable, the server's certificate valid, the server of the right kind, and the credentials good. Gives
     * the answer as a JSON object of three texts: `status` is "ok" or "broken"; `finding` says what the server is, or
     * what is wrong; `cure` says what to do about it, in one sentence, and is empty with "ok". None of them holds a
     * secret. `principal` NULL is the host itself, which may ask for every client.
     *
     * Asks the server a few small questions and changes nothing anywhere. May block, for up to a minute.
     *
     * Errors: SUASOR_E_NOT_FOUND if there is no such client or it is not the principal's; SUASOR_E_UNAVAILABLE when the
     * database is away; SUASOR_E_CLOSED when the plugin stops meanwhile.
     * [any-thread] */
    suasor_status (*check_client)(const suasor_diagnostics* diagnostics, uint64_t client_id,
                                  const suasor_principal* principal, const suasor_receiver* json, suasor_error* error);
};

#ifdef __cplusplus
}
#endif

#endif
