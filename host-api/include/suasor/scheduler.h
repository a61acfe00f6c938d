#ifndef SUASOR_SCHEDULER_H
#define SUASOR_SCHEDULER_H

#include "job_context.h"
#include "types.h"

/**
 * @page Scheduler
 *
 * Jobs that a plugin adds to the host's scheduler. The host says when; the plugin does the work and keeps its own
 * record of it: the host never writes the run of a plugin's job.
 *
 * ## Two steps
 *
 * `prepare` is quick: it checks the parameters, takes whatever lock keeps two runs apart and stores the run. Its
 * answer is what a client gets (202 with the run's id) while the work has not begun. `run` is the work.
 *
 *     POST /jobs/media-sync/run  ->  prepare(params, principal)  ->  {42, created}   ->  202 {"runID": 42}
 *                                    run(42, context)                                   (on a thread of its own)
 *
 * ## Intervals
 *
 * When a job's interval comes round the host calls `prepare` with SUASOR_TRIGGER_INTERVAL, no parameters and no
 * principal. A job that finds several things due stores a run for each of them, hands them to `run_now` and answers
 * SUASOR_PREPARED_NOTHING.
 *
 * ## Rescue
 *
 * `run_now` starts `run` for a run that is stored already: one that another process left behind when it died.
 * Whether this process gets it is decided inside `run`; two hosts may well both try.
 */

#define SUASOR_SCHEDULER_SERVICE "suasor.scheduler/1"

#ifdef __cplusplus
extern "C" {
#endif

/** What prepare made of a request. Unknown: as SUASOR_PREPARED_NOTHING. */
enum {
    SUASOR_PREPARED_NOTHING = 0, /**< there is nothing for the host to run */
    SUASOR_PREPARED_CREATED = 1, /**< a new run: the host calls run */
    SUASOR_PREPARED_EXISTING = 2 /**< the same work is under way as this run: the host does not call run */
};

typedef struct suasor_job_request {
    uint32_t struct_size;
    int32_t trigger;                   /**< SUASOR_TRIGGER_MANUAL or SUASOR_TRIGGER_INTERVAL */
    suasor_string params;              /**< a JSON object, "{}" if there are none */
    const suasor_principal* principal; /**< who asks; NULL for the host itself */
} suasor_job_request;

/** Filled in by prepare. */
typedef struct suasor_prepared_run {
    uint32_t struct_size; /**< set by the host */
    int32_t disposition;  /**< SUASOR_PREPARED_* */
    uint64_t run_id;      /**< job_runs.id; 0 with SUASOR_PREPARED_NOTHING */
} suasor_prepared_run;

typedef struct suasor_job {
    uint32_t struct_size;
    uint32_t reserved;
    suasor_string name;        /**< unique in the host, for example "system.media.sync" */
    suasor_string description; /**< one line for a person */
    uint64_t interval_ms;      /**< from the end of one prepare to the next; 0: only when asked for */
    void* user_data;

    /** Validates a request and stores its run. May block, for as long as a few statements take. `params` may not be
     * well-formed JSON.
     *
     * Errors: SUASOR_E_INVALID_ARGUMENT (400), SUASOR_E_NOT_FOUND (404; also for what the principal may not see),
     * SUASOR_E_UNSUPPORTED (422), SUASOR_E_UNAVAILABLE (503), SUASOR_E_INTERNAL (500).
     * [job] */
    suasor_status (*prepare)(void* user_data, const suasor_job_request* request, suasor_prepared_run* prepared,
                             suasor_error* error);

    /** Does the work of a stored run, until it ends or the context says stop. The outcome is the plugin's to store;
     * the status is for the host's log: SUASOR_OK also when another process was faster, SUASOR_E_CANCELLED after a
     * cancel.
     * [job] */
    suasor_status (*run)(void* user_data, uint64_t run_id, const suasor_job_context* context, suasor_error* error);

    /** The host has let go of the job: no prepare or run is in flight or will be. May be NULL.
     * [init] */
    void (*destroy)(void* user_data);
} suasor_job;

typedef struct suasor_scheduler_service suasor_scheduler_service;

struct suasor_scheduler_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** Adds a job. The host copies the struct and its strings. `destroy` is called exactly once, also if this
     * fails, then before it returns.
     *
     * Errors: SUASOR_E_EXISTS if a job has that name; SUASOR_E_CLOSED after init.
     * [init] */
    suasor_status (*add)(const suasor_scheduler_service* scheduler, const suasor_job* job, suasor_error* error);

    /** Asks the host to call the named job's `run` with a run that is stored already. Returns at once.
     *
     * Errors: SUASOR_E_NOT_FOUND if the plugin has no such job; SUASOR_E_EXISTS if that run is queued or running in
     * this host; SUASOR_E_BUSY if the host cannot take more now; SUASOR_E_CLOSED when it is stopping.
     * [any-thread] */
    suasor_status (*run_now)(const suasor_scheduler_service* scheduler, suasor_string job_name, uint64_t run_id,
                             suasor_error* error);

    /** Makes the context of a run in this host answer SUASOR_CANCEL_USER, and wakes its wait_cancel. Returns at once.
     *
     * Errors: SUASOR_E_NOT_FOUND if that run is neither queued nor running in this host.
     * [any-thread] */
    suasor_status (*cancel)(const suasor_scheduler_service* scheduler, uint64_t run_id, suasor_error* error);
};

#ifdef __cplusplus
}
#endif

#endif
