#ifndef SUASOR_LOG_H
#define SUASOR_LOG_H

#include "types.h"

/**
 * @page Log
 *
 * Lines for the people who run the host. The host adds time, level and the plugin's name.
 *
 * One line per event worth reading, `what happened key=value key=value`. Never a password, a token, or the query
 * string of a URL.
 */

#define SUASOR_LOG_SERVICE "suasor.log/1"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SUASOR_LOG_TRACE = 0,
    SUASOR_LOG_DEBUG = 1,
    SUASOR_LOG_INFO = 2, /**< the default for an unknown level */
    SUASOR_LOG_WARN = 3,
    SUASOR_LOG_ERROR = 4
};

typedef struct suasor_log_service suasor_log_service;

struct suasor_log_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** 1 if a line of this level would be kept, else 0. For callers whose message is dear to build.
     * [any-thread] */
    int32_t (*enabled)(const suasor_log_service* log, int32_t level);

    /** Writes one line. Line feeds inside `message` are escaped by the host. Cannot fail: a log that cannot be
     * written is the host's problem.
     * [any-thread] */
    void (*write)(const suasor_log_service* log, int32_t level, suasor_string message);
};

#ifdef __cplusplus
}
#endif

#endif
