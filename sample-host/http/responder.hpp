#pragma once

#include "http/request.hpp"

#include <memory>
#include <string_view>

namespace sample_host::http {

/// Status line and headers of an answer. The server adds Date, Connection, X-Request-Id, and Content-Length or
/// Transfer-Encoding.
struct response_head {
    unsigned status = 200; ///< 200 to 599
    field_list headers;
};

/// What became of a call on a responder; the values are those of the C interface.
enum class answer_result : suasor_status {
    ok = SUASOR_OK,
    full = SUASOR_E_FULL,                ///< nothing was taken; on_writable comes once for it
    closed = SUASOR_E_CLOSED,            ///< nobody reads the answer any more
    conflict = SUASOR_E_CONFLICT,        ///< the call does not fit what was called before
    invalid = SUASOR_E_INVALID_ARGUMENT, ///< a status or header that cannot be sent; nothing was sent
};

/// Hears of what happens to an open answer. Called from any thread, never with a lock held, also during a call on the
/// responder; must not block. Let go of when the answer is over and no callback runs any more.
class responder_listener {
  public:
    virtual ~responder_listener() = default;

    /// There is room again; once for every answer_result::full, possibly before `write` has returned it.
    virtual void on_writable() noexcept = 0;
    /// Nobody will read the answer: the connection was lost or the server closes. At most once, and not after send, end
    /// or abort.
    virtual void on_cancel() noexcept = 0;
};

/// The answer to one request, given during the handler or later, from any thread: `send`, or
/// [`listen`] `begin` `write`* `end | abort`. The calls on one responder come from one thread at a time. Dropped without
/// an answer the server answers 500, dropped in the middle of a stream it aborts. HEAD is answered like GET: the server
/// drops the body, and ends a stream after `begin` with on_cancel.
class responder {
  public:
    virtual ~responder() = default;

    /// Answers whole.
    virtual answer_result send(response_head head, std::string body) = 0;
    /// At most once, before begin or send (else conflict). If the reader is gone already on_cancel comes at once.
    virtual answer_result listen(std::shared_ptr<responder_listener> listener) = 0;
    /// Starts a stream.
    virtual answer_result begin(response_head head) = 0;
    /// Appends a chunk, whole or not at all. Taken whatever its size while nothing else waits to be sent.
    virtual answer_result write(std::string_view chunk) = 0;
    /// Ends the stream properly, after what was written has been sent.
    virtual answer_result end() = 0;
    /// Cuts the stream so that the reader can tell: the connection is closed without the last chunk.
    virtual void abort() noexcept = 0;
};

} // namespace sample_host::http
