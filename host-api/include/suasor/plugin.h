#ifndef SUASOR_PLUGIN_H
#define SUASOR_PLUGIN_H

#include "types.h"

/**
 * @page Plugin
 *
 * The life of a plugin's instance, and how it ends without losing anything.
 *
 * ## Life cycle
 *
 *     create -> init -> (in use) -> request_stop -> shutdown -> destroy
 *
 * 1. `init` asks for services and registers routes, jobs and migrations. If it fails, the host drops everything
 * that was
 *    registered (each `destroy` runs once), then calls the instance's `destroy` and nothing else.
 * 2. Migrations registered in `init` run after every plugin's init and before the first request or job.
 * 3. To stop, the host
 *    a. takes the plugin's routes out of service and starts no more jobs,
 *    b. calls `request_stop`, which tells the plugin to let go of what it holds open,
 *    c. cancels the running jobs with reason SUASOR_CANCEL_SHUTDOWN and waits, up to a deadline of its own, until
 *    no call
 *       into the plugin is in flight and every responder has been released,
 *    d. calls `shutdown`,
 *    e. calls the `destroy` of every route, job and other registration,
 *    f. calls the instance's `destroy`. After that, silence: neither side calls the other again.
 *
 * The counters of calls in flight live in the host: a plugin cannot count the calls that are about to enter it.
 *
 * With several plugins the host goes through each of the steps b to f for all of them before the next step, and takes
 * them in the reverse order of their init.
 *
 * ## Unloading
 *
 * A plugin's shared object stays mapped by default. A host may close it after `destroy`, if `shutdown` answered
 * SUASOR_OK.
 */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_plugin suasor_plugin;

struct suasor_plugin {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the plugin's own; a host leaves it alone */

    /** Brings the plugin to life. Called once, after create. May block for as long as the plugin reads its
     * settings, but must not depend on a database or a server being reachable: those are waited for later.
     *
     * Errors: SUASOR_E_INVALID_ARGUMENT for a wrong setting, which the message names; SUASOR_E_UNSUPPORTED if the
     * host lacks a service that the plugin needs, which the message names.
     * [init] */
    suasor_status (*init)(const suasor_plugin* plugin, suasor_error* error);

    /** Returns the extension's struct, or NULL if the plugin has none of that id. It may be called after init has
     * succeeded; the struct stays valid until destroy.
     * [any-thread] */
    const void* (*get_extension)(const suasor_plugin* plugin, suasor_string id);

    /** Asks the plugin to let go: streams are closed, waits are answered, queues take nothing more. Returns at
     * once; the effects may come later. May be called more than once, and during init's failure not at all.
     * [any-thread] */
    void (*request_stop)(const suasor_plugin* plugin);

    /** Ends every thread and closes every connection that the plugin has, and waits for them. May block. Called once,
     * after request_stop, with no call into the plugin in flight unless the host's deadline ran out.
     *
     * Returns SUASOR_OK when nothing of the plugin runs any more, or SUASOR_E_BUSY when something could not be
     * stopped. After SUASOR_E_BUSY the host calls no destroy of this plugin and never unmaps it.
     * [init] */
    suasor_status (*shutdown)(const suasor_plugin* plugin, suasor_error* error);

    /** Frees the instance; the last call. Also called after a failed init, then without shutdown.
     * [init] */
    void (*destroy)(const suasor_plugin* plugin);
};

#ifdef __cplusplus
}
#endif

#endif
