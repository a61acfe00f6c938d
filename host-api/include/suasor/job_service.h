#ifndef SUASOR_JOB_SERVICE_H
#define SUASOR_JOB_SERVICE_H

#include "types.h"

/**
 * @page Job service
 *
 * The extension with which a plugin keeps the progress of jobs: its own, the host's, and other plugins'. Whatever is
 * reported here shows on the three progress routes.
 *
 * ## Typical sequence
 *
 *     create_run({"my.export", "system"}, &run)
 *     set_total_items(run, 1200)
 *     for each item: increment_processed_items(run, 1)
 *     complete_run(run, SUASOR_RUN_COMPLETED, "")
 *
 * ## What is promised
 *
 * - update_progress, set_total_items, increment_processed_items and set_progress_data touch memory only and never
 *   block. A flusher stores every changed run a few times a second in one statement, however many calls were made.
 * - `progress` never falls and is 100 only when the run has completed. Without any update_progress it is
 *   min(99, floor(100 * processed / total)).
 * - processed never passes total: a total that turns out too small grows along.
 * - A run that has ended is never changed: every call on it answers SUASOR_E_CONFLICT.
 *
 * A run belongs to the process that created it. Calls on a run that this process does not execute answer
 * SUASOR_E_NOT_FOUND, except request_cancel, get_progress and get_active_runs, which work on every run.
 *
 * ## When a process ends
 *
 * No other process can go on with a run, for only its creator knows the work. So none is left "running":
 *
 * - What is still open when the plugin that keeps the runs is shut down is stored with everything reported so far, and
 *   ends as failed. End your runs before, in the job that the host stops, to say better why.
 * - What a process leaves behind that was killed ends as failed as soon as a host on the same database has not heard of
 *   that process for 30 s, and has been in touch with the database itself for as long.
 * - A process that was only cut off from the database for so long finds its run ended when it is back: the next report
 *   is not stored, and from then on every call answers SUASOR_E_CONFLICT. Stop the work then.
 *
 * While the database is away for less than that nothing is lost: reports are kept in memory and stored when it is back.
 */

#define SUASOR_JOB_SERVICE "suasor.job_service/1"

#ifdef __cplusplus
extern "C" {
#endif

/** How a run ended. */
enum { SUASOR_RUN_COMPLETED = 1, SUASOR_RUN_FAILED = 2, SUASOR_RUN_CANCELLED = 3 };

typedef struct suasor_run_request {
    uint32_t struct_size;
    uint32_t reserved;
    suasor_string job_name; /**< for example "my.export"; not empty */
    suasor_string job_type; /**< Suasor's: recommendation, sync, system, notification, analysis */
    uint64_t user_id;       /**< the owner, users.id; 0: nobody's, seen by admins only */
} suasor_run_request;

typedef struct suasor_job_service suasor_job_service;

struct suasor_job_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the plugin's own */

    /** Stores a new run with status "running" and gives its id. May block.
     *
     * Errors: SUASOR_E_INVALID_ARGUMENT, SUASOR_E_UNAVAILABLE when the database is away.
     * [any-thread] */
    suasor_status (*create_run)(const suasor_job_service* service, const suasor_run_request* request, uint64_t* run_id,
                                suasor_error* error);

    /** Sets the percent, 0 to 100, and the status message. A percent lower than the present one keeps the message
     * and not the percent; 100 is kept as 99 until the run is completed. An empty message leaves the present one.
     *
     * Errors: SUASOR_E_INVALID_ARGUMENT outside 0 to 100.
     * [any-thread] */
    suasor_status (*update_progress)(const suasor_job_service* service, uint64_t run_id, int32_t percent,
                                     suasor_string message, suasor_error* error);

    /** Sets how many items there are to process, at least 0. A total below what has been processed is raised to it.
     * [any-thread] */
    suasor_status (*set_total_items)(const suasor_job_service* service, uint64_t run_id, int64_t total,
                                     suasor_error* error);

    /** Adds to the items processed; `count` is at least 0.
     * [any-thread] */
    suasor_status (*increment_processed_items)(const suasor_job_service* service, uint64_t run_id, int64_t count,
                                               suasor_error* error);

    /** Replaces the run's `progressData`: a JSON object of the caller's own.
     *
     * Errors: SUASOR_E_INVALID_ARGUMENT if it is not one JSON object, holds U+0000, or is larger than 64 KiB.
     * [any-thread] */
    suasor_status (*set_progress_data)(const suasor_job_service* service, uint64_t run_id, suasor_string json,
                                       suasor_error* error);

    /** Ends the run, durably, with everything reported so far. `status` is SUASOR_RUN_*; `error_message` is what
     * went wrong: empty for SUASOR_RUN_COMPLETED, and if it is for SUASOR_RUN_FAILED, the run says that no reason was
     * given. SUASOR_RUN_COMPLETED sets progress to 100 and a known total to what was processed. May block.
     *
     * Errors: SUASOR_E_CONFLICT if it has ended already or another executor has taken it over; SUASOR_E_UNAVAILABLE
     * when the database is away, and then the run may not have ended: call again.
     * [any-thread] */
    suasor_status (*complete_run)(const suasor_job_service* service, uint64_t run_id, int32_t status,
                                  suasor_string error_message, suasor_error* error);

    /** Asks that a run be cancelled, wherever it executes. The run ends when its executor has noticed, or at once if
     * its process has not been heard of for 3 s. `principal` NULL is the host itself, which may cancel every run. May block.
     *
     * Errors: SUASOR_E_NOT_FOUND if there is no such run or it is not the principal's; SUASOR_E_CONFLICT if it has
     * ended.
     * [any-thread] */
    suasor_status (*request_cancel)(const suasor_job_service* service, uint64_t run_id,
                                    const suasor_principal* principal, suasor_error* error);

    /** Gives the run as JSON, as on `GET .../jobs/runs/:id/progress`. `principal` NULL is the host itself, which
     * sees every run. May block.
     *
     * Errors: SUASOR_E_NOT_FOUND if there is no such run or it is not the principal's; SUASOR_E_UNAVAILABLE.
     * [any-thread] */
    suasor_status (*get_progress)(const suasor_job_service* service, uint64_t run_id, const suasor_principal* principal,
                                  const suasor_receiver* json, suasor_error* error);

    /** Gives the principal's pending and running runs as a JSON array, newest first, at most `limit` (1 to 1000).
     * `principal` NULL is the host itself, which sees every run. May block.
     * [any-thread] */
    suasor_status (*get_active_runs)(const suasor_job_service* service, const suasor_principal* principal,
                                     uint32_t limit, const suasor_receiver* json, suasor_error* error);
};

#ifdef __cplusplus
}
#endif

#endif
