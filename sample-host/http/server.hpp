#pragma once

#include "http/router.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host::http {

/// What a client may cost.
struct server_limits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1024 * 1024;
    std::size_t connections = 20'000;            ///< each takes a file descriptor
    std::size_t stream_buffer_bytes = 16 * 1024; ///< beyond it responder::write answers full

    std::chrono::milliseconds idle_timeout{75'000};   ///< between two requests of a connection
    std::chrono::milliseconds header_timeout{10'000}; ///< from a request's first byte to the end of its headers
    std::chrono::milliseconds body_timeout{30'000};   ///< from there to the end of its body
    /// For a client to take at least one byte while some wait for it. A stream on which nothing waits to be sent has no
    /// time-out, however long it is silent.
    std::chrono::milliseconds stall_timeout{30'000};

    friend bool operator==(const server_limits&, const server_limits&) = default;
};

/// Who asks; or, with `refused_with` set, the status and the sentence that the request is refused with.
struct authentication {
    std::optional<http::principal> principal;
    unsigned refused_with = 0;
    std::string refusal;
};

/// Says who asks, by calling `done` once, at once or later from any thread. Called on the server's threads for every
/// request that has a route, so it must not block. `asked` is valid until `done` is called.
using authentication_done = std::function<void(authentication)>;
using authenticator = std::function<void(const request& asked, authentication_done done)>;

struct server_options {
    std::string address = "127.0.0.1"; ///< numeric
    std::uint16_t port = 0;            ///< 0: any free one
    unsigned threads = 2;
    server_limits limits;
    authenticator authenticate;                   ///< may be empty: then everybody is nobody
    std::function<void(std::string_view)> report; ///< one line for the log on what handlers did wrong; may be empty
};

/// Counters since the start. Any thread.
struct server_statistics {
    std::array<std::uint64_t, 6> answers_by_class{}; ///< [2] counts 2xx
    std::size_t open_connections = 0;
    std::size_t in_flight = 0;
};

/// An HTTP/1.1 server: keep-alive, serial pipelining, chunked streams with back-pressure. Every call may come from any
/// thread but the server's own.
///
/// The stop of a host is: stop_accepting, ask the handlers' owners to finish, wait_idle, close.
class server {
  public:
    /// Closes.
    virtual ~server() = default;

    /// The port that is bound.
    virtual std::uint16_t port() const noexcept = 0;
    virtual server_statistics statistics() const noexcept = 0;

    /// Takes no more connections, closes idle ones and answers further requests of the others with 503. Requests in
    /// flight go on.
    virtual void stop_accepting() = 0;

    /// Waits until no answer is open and every responder and listener has been let go of; false at the deadline.
    virtual bool wait_idle(std::chrono::steady_clock::time_point deadline) = 0;

    /// Cancels every open answer (responder_listener::on_cancel), cuts the connections and joins the threads. After it
    /// responders that are still held answer `closed`. Tolerates a second call.
    virtual void close() = 0;
};

/// Binds, listens and serves at once. `routes` must outlive the server and stay unchanged while it lives. Throws
/// std::runtime_error naming the address if it cannot be bound.
std::unique_ptr<server> create_server(const router& routes, server_options options);

} // namespace sample_host::http
