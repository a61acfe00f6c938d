#ifndef SUASOR_ROUTER_H
#define SUASOR_ROUTER_H

#include "request.h"
#include "responder.h"
#include "types.h"

/**
 * @page Router
 *
 * HTTP routes that a plugin adds to the host's own router.
 *
 * ## Patterns
 *
 * A pattern is a path of segments: static ("jobs"), or ":name", which matches exactly one segment that is not
 * empty. At each segment static beats ":name": "/jobs/runs/active" wins over "/jobs/runs/:id", whatever the order
 * in which they were added. A method other than those of a matching pattern is answered 405 by the host; HEAD
 * reaches the handler of GET.
 *
 * ## Who is asking
 *
 * The host authenticates a request before the handler sees it and hands the principal over. A route decides itself
 * what nobody (a NULL principal) may do.
 */

#define SUASOR_ROUTER_SERVICE "suasor.router/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_route {
    uint32_t struct_size;
    uint32_t reserved;
    suasor_string method;  /**< upper case, for example "GET" */
    suasor_string pattern; /**< for example "/api/v1/jobs/runs/:id/progress" */
    void* user_data;

    /** Takes the request. `request` is borrowed until this returns, `responder` belongs to the plugin until it
     * releases it, then or later.
     * [request] */
    void (*handle)(void* user_data, const suasor_request* request, suasor_responder* responder);

    /** The host has let go of the route: no handle runs or will. May be NULL.
     * [init] */
    void (*destroy)(void* user_data);
} suasor_route;

typedef struct suasor_router_service suasor_router_service;

struct suasor_router_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** Adds a route. The host copies the struct and its strings. `destroy` is called exactly once, also if this
     * fails, then before it returns.
     *
     * Errors: SUASOR_E_EXISTS if the same method has a pattern that differs at most in the names of its parameters;
     * SUASOR_E_INVALID_ARGUMENT for a malformed pattern; SUASOR_E_CLOSED after init.
     * [init] */
    suasor_status (*add)(const suasor_router_service* router, const suasor_route* route, suasor_error* error);
};

#ifdef __cplusplus
}
#endif

#endif
