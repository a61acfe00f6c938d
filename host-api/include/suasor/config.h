#ifndef SUASOR_CONFIG_H
#define SUASOR_CONFIG_H

#include "types.h"

/**
 * @page Config
 *
 * The plugin's own settings. Where they are kept (a file, a database, the environment) is the host's business.
 */

#define SUASOR_CONFIG_SERVICE "suasor.config/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_config_service suasor_config_service;

struct suasor_config_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** The settings as the text of one JSON object, "{}" if there are none. The same text at every call, valid
     * until the plugin's destroy. The host does not look inside; the plugin refuses what it does not know, by name.
     * [any-thread] */
    suasor_string (*settings)(const suasor_config_service* config);
};

#ifdef __cplusplus
}
#endif

#endif
