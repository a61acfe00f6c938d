#pragma once

#include "http/client_socket.hpp"
#include "http/server_state.hpp"

#include <functional>
#include <memory>

namespace sample_host::http {

/// One client's connection: reads requests, hands each to its route, sends the answers, one after the other.
class connection {
  public:
    virtual ~connection() = default;

    /// Begins to serve. Keeps itself alive until it has closed.
    virtual void start() = 0;
    /// Closes if no request is under way, else after the present answer. [any-thread]
    virtual void retire() = 0;
    /// Cancels the present answer and closes. [any-thread]
    virtual void close() = 0;
};

/// `shared` must outlive the connection. `on_closed` is called once, on one of the server's threads.
std::shared_ptr<connection> create_connection(tcp_socket socket, server_state& shared,
                                              std::function<void(const connection*)> on_closed);

} // namespace sample_host::http
