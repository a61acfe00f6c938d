#ifndef SUASOR_ENTRY_H
#define SUASOR_ENTRY_H

#include "host.h"
#include "plugin.h"
#include "types.h"

/**
 * @page Entry
 *
 * The one symbol that a plugin's shared object exports: suasor_plugin_entry(). All else is reached from what it
 * returns.
 *
 * ## Typical sequence
 *
 *     host                                                  plugin
 *     dlopen(path, RTLD_NOW | RTLD_LOCAL)
 *     dlsym("suasor_plugin_entry")
 *     suasor_plugin_entry()                     ->  const suasor_plugin_api *
 *     check magic, struct_size, abi_major
 *     api->create(host, &plugin, &error)        ->  an instance; allocates, nothing more
 *     plugin->init(plugin, &error)              ->  get_service(), add routes, migrations, jobs
 *     ... the plugin is in use ...
 *     plugin->request_stop(plugin)
 *     plugin->shutdown(plugin, &error)
 *     destroy of every route, job, ...
 *     plugin->destroy(plugin)
 *
 * ## Versions
 *
 * A host loads a plugin if the majors are equal. With a newer minor on either side, the older side simply does not
 * know the appended fields; SUASOR_HAS_FIELD() tells. A host that refuses a plugin names both versions in its
 * message.
 */

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SUASOR_PLUGIN_MAGIC = 0x53415553, /**< the bytes "SUAS" on a little-endian machine */
    SUASOR_ABI_MAJOR = 1,
    SUASOR_ABI_MINOR = 0
};

/** What a plugin is, before anything of it runs. The first four fields never change, in no version whatever. */
typedef struct suasor_plugin_api {
    uint32_t magic;       /**< SUASOR_PLUGIN_MAGIC */
    uint32_t struct_size; /**< sizeof(suasor_plugin_api) as the plugin knew it */
    uint32_t abi_major;   /**< SUASOR_ABI_MAJOR the plugin was built against */
    uint32_t abi_minor;   /**< SUASOR_ABI_MINOR the plugin was built against */

    suasor_string name;        /**< unique among plugins, [a-z0-9_]+; also the key of its settings */
    suasor_string version;     /**< the plugin's own, semantic versioning */
    suasor_string description; /**< one line for a person */

    /** Makes an instance. Allocates memory and nothing more: no thread, no connection, no registration; those
     * belong to suasor_plugin.init. `host` stays valid until the instance's destroy has returned.
     *
     * On success stores the instance in `*plugin` and returns SUASOR_OK. The host owns it and gives it back with
     * suasor_plugin.destroy. A plugin may allow one instance per process only and then answers SUASOR_E_BUSY.
     * [init] */
    suasor_status (*create)(const suasor_host* host, const suasor_plugin** plugin, suasor_error* error);
} suasor_plugin_api;

#if defined(__GNUC__) || defined(__clang__)
#define SUASOR_EXPORT __attribute__((visibility("default")))
#else
#define SUASOR_EXPORT
#endif

/** The exported function. Pure and fast: it returns the address of constant data, the same at every call, and may be
 * called on any thread at any time, also before and without create().
 *
 * Rationale: a function and not a data symbol, so that no host needs a copy relocation and a plugin may build its
 * table at first use; and so that a file can be inspected (`suasor-host plugins`) without anything of it being
 * started. */
SUASOR_EXPORT const suasor_plugin_api* suasor_plugin_entry(void);

/** The type of suasor_plugin_entry, for dlsym. */
typedef const suasor_plugin_api* (*suasor_plugin_entry_function)(void);

#define SUASOR_PLUGIN_ENTRY_SYMBOL "suasor_plugin_entry"

#ifdef __cplusplus
}
#endif

#endif
