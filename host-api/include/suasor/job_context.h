#ifndef SUASOR_JOB_CONTEXT_H
#define SUASOR_JOB_CONTEXT_H

#include "types.h"

/**
 * @page Job context
 *
 * What a job that runs can ask and tell its host: why it was started, whether it should stop, how far it is.
 */

#ifdef __cplusplus
extern "C" {
#endif

/** Why a run was started. Unknown: as SUASOR_TRIGGER_MANUAL. */
enum {
    SUASOR_TRIGGER_MANUAL = 1,   /**< somebody asked for it */
    SUASOR_TRIGGER_INTERVAL = 2, /**< the job's interval came round */
    SUASOR_TRIGGER_RUN_NOW = 3   /**< suasor_scheduler_service.run_now */
};

/** Why a run should stop. Unknown: as SUASOR_CANCEL_SHUTDOWN, the one that loses nothing. */
enum {
    SUASOR_CANCEL_NONE = 0,
    SUASOR_CANCEL_USER = 1,    /**< somebody wants this run ended: it becomes "cancelled" */
    SUASOR_CANCEL_SHUTDOWN = 2 /**< the host stops: leave the run so that it can be continued */
};

typedef struct suasor_job_context suasor_job_context;

/** Valid until the job's run returns; may be used from any thread that the run itself started. */
struct suasor_job_context {
    uint32_t struct_size;
    int32_t trigger; /**< SUASOR_TRIGGER_* */
    void* impl;      /**< the host's own */

    /** SUASOR_CANCEL_NONE, or why the run should stop. Once it is another value it stays so. Cheap.
     * [any-thread] */
    int32_t (*cancel_requested)(const suasor_job_context* context);

    /** Waits up to `timeout_ms` milliseconds and returns early, with the reason, when the run should stop; else
     * SUASOR_CANCEL_NONE. Every sleep of a job is made of this, so that none outlives a cancel. May block.
     * [any-thread] */
    int32_t (*wait_cancel)(const suasor_job_context* context, uint32_t timeout_ms);

    /** Tells the host how far the run is, for the host's own eyes (a terminal, a log). It is not stored and need
     * not be called. `percent` is 0 to 100, `processed` and `total` count items, SUASOR_UNKNOWN where not known.
     * [any-thread] */
    void (*progress)(const suasor_job_context* context, int32_t percent, int64_t processed, int64_t total,
                     suasor_string message);
};

#ifdef __cplusplus
}
#endif

#endif
