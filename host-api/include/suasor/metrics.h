#ifndef SUASOR_METRICS_H
#define SUASOR_METRICS_H

#include "types.h"

/**
 * @page Metrics
 *
 * Numbers that a plugin counts of itself, for whatever watches the host, such as Prometheus. A host need not offer this
 * service; a plugin without it counts for nobody.
 *
 * ## Typical sequence
 *
 *     plugin                                                            host
 *     init          get_service("suasor.metrics/1")                ->   the service, or NULL
 *                   add({counter, "runs_ended_total", ...}, &ended) ->  one time series, at 0
 *     at any time   ended->add(ended, 1)
 *     shutdown      no call from here on
 *                                                                       lets go of the series with the registrations
 *
 * ## Names
 *
 * As Prometheus wants them: words in lower case joined by `_`, the base unit at the end ("_seconds", "_bytes"), and
 * "_total" after that for a counter. The host puts the plugin's name in front, so that no two plugins meet: the counter
 * above is shown as `suasor_media_sync_runs_ended_total`.
 * https://prometheus.io/docs/practices/naming/
 *
 * ## Labels
 *
 * An instrument is one time series. Those of one name differ in the values of their labels; kind, help, the names of
 * the labels and the bounds are the same for all of them.
 *
 * Rationale: labels come with the instrument and not with each value, so that counting costs an addition, and so that no
 * client can make a host's memory grow by what it sends.
 */

#define SUASOR_METRICS_SERVICE "suasor.metrics/1"

#ifdef __cplusplus
extern "C" {
#endif

/** What a metric is. Unknown: SUASOR_E_UNSUPPORTED. */
enum {
    SUASOR_METRIC_COUNTER = 1,  /**< only ever grows, from 0 */
    SUASOR_METRIC_GAUGE = 2,    /**< goes up and down */
    SUASOR_METRIC_HISTOGRAM = 3 /**< how often values of which size occur */
};

typedef struct suasor_metric {
    uint32_t struct_size;
    int32_t kind;                      /**< SUASOR_METRIC_* */
    suasor_string name;                /**< [a-z][a-z0-9_]*, for example "commit_seconds" */
    suasor_string help;                /**< one sentence for a person */
    const suasor_field* const* labels; /**< names are [a-z][a-z0-9_]* but "le", each once; values are UTF-8 */
    size_t label_count;
    const double* bounds; /**< the upper bounds of a histogram's buckets, finite and ascending, at least one; the host
                               adds the bucket without a bound. Of the other kinds NULL */
    size_t bound_count;
} suasor_metric;

typedef struct suasor_instrument suasor_instrument;

/** What a time series is written with. Valid until the plugin's destroy. A value that is not finite, and a call that
 * does not fit the kind, are ignored. */
struct suasor_instrument {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** Adds to a counter or a gauge. A counter ignores what is negative.
     * [any-thread] */
    void (*add)(const suasor_instrument* instrument, double value);

    /** Gives a gauge its value.
     * [any-thread] */
    void (*set)(const suasor_instrument* instrument, double value);

    /** Counts a value into its bucket of a histogram.
     * [any-thread] */
    void (*observe)(const suasor_instrument* instrument, double value);
};

typedef struct suasor_metrics_service suasor_metrics_service;

struct suasor_metrics_service {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** Adds a time series and stores what it is written with in `*instrument`. The host copies the struct, its strings
     * and its bounds.
     *
     * Errors: SUASOR_E_INVALID_ARGUMENT for what is malformed; SUASOR_E_UNSUPPORTED for a kind that the host does not
     * know; SUASOR_E_EXISTS if the plugin has that series; SUASOR_E_CONFLICT if it has the name with another kind, help,
     * other names of labels or other bounds, or if the host shows something else under the whole name; SUASOR_E_CLOSED
     * after init.
     * [init] */
    suasor_status (*add)(const suasor_metrics_service* metrics, const suasor_metric* metric,
                         const suasor_instrument** instrument, suasor_error* error);
};

#ifdef __cplusplus
}
#endif

#endif
