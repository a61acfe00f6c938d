#ifndef SUASOR_RESPONDER_H
#define SUASOR_RESPONDER_H

#include "types.h"

/**
 * @page Responder
 *
 * The answer to one request. It may be given during the handler or later, from any thread; whole, or as a stream.
 *
 * ## Whole
 *
 *     send -> release
 *
 * ## Stream
 *
 *     [listen] -> begin -> write* -> end | abort -> release
 *
 * ## Back-pressure
 *
 * `write` takes a chunk whole or not at all. SUASOR_E_FULL means that nothing was taken; the host then calls
 * `on_writable` exactly once for that SUASOR_E_FULL, as soon as there is room again, possibly before `write` has
 * returned. A writer that only ever wants to send the latest state keeps that state and writes it when it becomes
 * writable: a slow reader costs one chunk of memory, and no thread.
 *
 * ## The reader goes away
 *
 * The host calls `on_cancel` at most once when nobody will read the answer any more: the connection was lost or the
 * host is stopping. From then on `send`, `begin`, `write` and `end` answer SUASOR_E_CLOSED. A cancelled responder
 * still has to be released.
 *
 * ## Ownership
 *
 * A responder belongs to the plugin from the moment the handler is called until the plugin calls `release`, exactly
 * once. Released without an answer, the host answers 500; released in the middle of a stream, it aborts. The calls
 * on one responder are made by one thread at a time; the plugin sees to that. Callbacks may come at any time from
 * any thread, also while the plugin is inside a call on the same responder.
 *
 * ## HEAD
 *
 * The handler answers HEAD as it answers GET. The host drops the body and keeps the headers, Content-Length
 * included. A stream is ended by the host after `begin`: `on_cancel` comes, and `write` answers SUASOR_E_CLOSED.
 */

#ifdef __cplusplus
extern "C" {
#endif

/** Status line and headers. The host adds Date, Connection, and Content-Length or Transfer-Encoding; a handler does
 * not set them. */
typedef struct suasor_response_head {
    uint32_t struct_size;
    int32_t status; /**< HTTP status code, 200 to 599 */
    const suasor_field* const* headers;
    size_t header_count;
} suasor_response_head;

/** What a plugin wants to hear of while an answer is open. Callbacks must not block and may call into the
 * responder. */
typedef struct suasor_responder_listener {
    uint32_t struct_size;
    uint32_t reserved;
    void* user_data;

    /** There is room again after a SUASOR_E_FULL. May be NULL.
     * [any-thread] */
    void (*on_writable)(void* user_data);

    /** Nobody will read the answer. At most once. May be NULL.
     * [any-thread] */
    void (*on_cancel)(void* user_data);

    /** No callback will come any more. Exactly once for every listener that `listen` was given, also if listen
     * failed. After `release` it comes as soon as no callback is running, at the latest before the host's drain of
     * step 3c ends.
     * [any-thread] */
    void (*destroy)(void* user_data);
} suasor_responder_listener;

typedef struct suasor_responder suasor_responder;

struct suasor_responder {
    uint32_t struct_size;
    uint32_t reserved;
    void* impl; /**< the host's own */

    /** Answers whole. Copies what it is given. SUASOR_E_CONFLICT if an answer was begun already, SUASOR_E_CLOSED if
     * nobody reads.
     * [any-thread] */
    suasor_status (*send)(suasor_responder* responder, const suasor_response_head* head, suasor_string body);

    /** Says what the plugin wants to hear of; at most once, before begin. If the reader is gone already, on_cancel
     * comes at once, possibly before listen returns.
     * [any-thread] */
    suasor_status (*listen)(suasor_responder* responder, const suasor_responder_listener* listener);

    /** Starts a stream. Copies `head`.
     * [any-thread] */
    suasor_status (*begin)(suasor_responder* responder, const suasor_response_head* head);

    /** Appends a chunk to the stream, whole or not at all: SUASOR_OK, SUASOR_E_FULL or SUASOR_E_CLOSED. Copies what
     * it takes. A chunk is taken whatever its size while nothing else is waiting to be sent, so no chunk is too
     * large for ever.
     * [any-thread] */
    suasor_status (*write)(suasor_responder* responder, suasor_string chunk);

    /** Ends the stream properly, after what was written has been sent.
     * [any-thread] */
    suasor_status (*end)(suasor_responder* responder);

    /** Cuts the stream so that the reader can tell it was not ended: the connection is closed without the last chunk.
     * [any-thread] */
    void (*abort)(suasor_responder* responder);

    /** Gives the responder back; the last call on it.
     * [any-thread] */
    void (*release)(suasor_responder* responder);
};

#ifdef __cplusplus
}
#endif

#endif
