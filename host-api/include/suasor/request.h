#ifndef SUASOR_REQUEST_H
#define SUASOR_REQUEST_H

#include "types.h"

/**
 * @page Request
 *
 * One HTTP request as a route's handler sees it: plain data, borrowed until the handler returns. A handler that
 * answers later copies what it still needs.
 */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct suasor_request {
    uint32_t struct_size;
    uint32_t reserved;

    suasor_string method;     /**< upper case; "HEAD" reaches the handler of "GET" */
    suasor_string path;       /**< as sent, without the query, percent-encoding untouched */
    suasor_string body;       /**< whole; the host has limited its size */
    suasor_string request_id; /**< names the request in logs and error bodies; never empty */

    const suasor_principal* principal; /**< who asks, or NULL if the host could not tell */

    const suasor_field* const* params; /**< the pattern's parameters, percent-decoded, in the pattern's order */
    size_t param_count;
    const suasor_field* const* query; /**< decoded, in the order sent, repetitions kept */
    size_t query_count;
    const suasor_field* const* headers; /**< in the order sent, repetitions kept; compare names without case */
    size_t header_count;
} suasor_request;

#ifdef __cplusplus
}
#endif

#endif
