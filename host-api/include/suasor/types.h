#ifndef SUASOR_TYPES_H
#define SUASOR_TYPES_H

/**
 * @page Types
 *
 * The vocabulary every other header of the interface is written in: strings, status codes and the error buffer.
 *
 * ## Rules that hold for every struct in these headers
 *
 * - The first field is `uint32_t struct_size`, set by the side that fills the struct in. A field exists if and only
 *   if the size covers it: test with SUASOR_HAS_FIELD() before reading a field that a later minor version appended.
 *   The two exceptions are suasor_string, which has no size, and suasor_plugin_api, where `magic` comes first.
 * - Structs grow at the end only. There is no implicit padding: a hole is an explicit `reserved` field that must be
 *   0.
 * - Structs cross as pointers, arrays as arrays of pointers, so that a caller built against an older, smaller struct
 *   can still be indexed. Only suasor_string is passed and returned by value.
 * - A constant is an anonymous enum, the field that holds it an `int32_t`. Every such set is open: a receiver that
 *   meets a value it does not know treats it as the documented default, or as an error where none is documented.
 *
 * ## Memory
 *
 * A suasor_string argument, and everything a struct argument points to, is borrowed until the call returns. Whoever
 * needs it longer copies it. Nothing is ever freed across the boundary. Where a function hands something out for
 * longer, its comment says until when.
 *
 * ## Exceptions
 *
 * No exception and no longjmp may cross any function in these headers, in either direction. Both sides catch
 * everything at the boundary and answer SUASOR_E_INTERNAL.
 *
 * ## Thread tags
 *
 * The last line of a function pointer's comment is its thread tag:
 *
 * - `[init]`        called on one thread at a time, never concurrently with another [init] call of the same plugin.
 * - `[request]`     called concurrently from the threads that serve requests. Must not block.
 * - `[job]`         one thread per run for as long as the call lasts. May block.
 * - `[any-thread]`  called from any thread, concurrently. Must not block unless the comment says that it may.
 *
 * The tags speak of concurrency, never of thread identity.
 *
 * Rationale: a Go host moves a goroutine between threads, so "the main thread" or "the thread that called init" is
 * nothing that either side could rely on. For the same reason nobody may hold a lock while calling over the boundary.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** UTF-8 text of `len` bytes, not terminated. `ptr` may be NULL when `len` is 0. */
typedef struct suasor_string {
    const char* ptr;
    size_t len;
} suasor_string;

/** The outcome of a call: one of SUASOR_OK, SUASOR_E_*. Any value but SUASOR_OK that the receiver does not know is an
 * internal error. */
typedef int32_t suasor_status;

enum {
    SUASOR_OK = 0,
    SUASOR_E_INTERNAL = 1,         /**< a defect or an exception that nobody expected; HTTP 500, job failed */
    SUASOR_E_INVALID_ARGUMENT = 2, /**< the caller's input is wrong; the message names it */
    SUASOR_E_NOT_FOUND = 3,        /**< no such thing, or none that this caller may see */
    SUASOR_E_EXISTS = 4,           /**< a thing of that name or key is registered already */
    SUASOR_E_UNSUPPORTED = 5,      /**< known, but not possible here */
    SUASOR_E_UNAVAILABLE = 6,      /**< a dependency (database, media server) is away; trying again later may help */
    SUASOR_E_CONFLICT = 7,         /**< the state of the thing forbids it, for example a run that has ended */
    SUASOR_E_CANCELLED = 8,        /**< ended early because somebody asked for it */
    SUASOR_E_BUSY = 9,             /**< in use, or at capacity */
    SUASOR_E_FULL = 10,            /**< nothing was taken; try again when told */
    SUASOR_E_CLOSED = 11,          /**< the other side is gone or stopping; do not try again */
    SUASOR_E_VERSION = 12,         /**< interface versions do not match; the message names both */
    SUASOR_E_PERMISSION = 13       /**< the caller may not do this */
};

/** Where a function reports the text of a failure: a buffer that the caller owns. Every `suasor_error *` may be NULL.
 *
 * The callee writes at most `capacity` bytes to `text`, cut at a UTF-8 boundary and not terminated, and sets
 * `length` to the number of bytes written. The text is one sentence for a person: it names the thing that is wrong
 * and the way out. It never holds a password or a token. When the call succeeds the buffer is left alone. */
typedef struct suasor_error {
    uint32_t struct_size;
    uint32_t reserved;
    char* text;
    size_t capacity;
    size_t length;
} suasor_error;

/** A pair of strings: an HTTP header, a query or path parameter. */
typedef struct suasor_field {
    uint32_t struct_size;
    uint32_t reserved;
    suasor_string name;
    suasor_string value;
} suasor_field;

/** Takes a text that is too long or too dynamic for a fixed buffer. The function that is given a receiver calls
 * `receive` at most once, on the calling thread, before it returns. */
typedef struct suasor_receiver {
    uint32_t struct_size;
    uint32_t reserved;
    void* user_data;

    /** `text` is borrowed until this returns. */
    void (*receive)(void* user_data, suasor_string text);
} suasor_receiver;

/** On whose behalf a call is made, as the host authenticated it. A NULL principal is nobody. */
typedef struct suasor_principal {
    uint32_t struct_size;
    int32_t is_admin; /**< 0 or 1 */
    uint64_t user_id; /**< users.id, never 0 */
} suasor_principal;

/** True if the struct that `object` points to is large enough to hold `field`. */
#define SUASOR_HAS_FIELD(type, object, field)                                                                          \
    ((object)->struct_size >= offsetof(type, field) + sizeof(((const type*)0)->field))

/** Stands for "not known" where a count is an int64_t. */
#define SUASOR_UNKNOWN (-1)

#ifdef __cplusplus
}
#endif

#endif
