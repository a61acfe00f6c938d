#pragma once

// An HTTP server that does what a test tells it, good or bad. Shares nothing with the product.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace suasor::testing {

struct received_request {
    std::string method;
    std::string path;                           ///< decoded
    std::map<std::string, std::string> query;   ///< decoded
    std::string query_text;                     ///< as it came
    std::map<std::string, std::string> headers; ///< names in lower case
};

/// What to send, and how badly.
struct scripted_response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    std::chrono::milliseconds pause{0};     ///< before the head
    std::optional<std::size_t> reset_after; ///< so many bytes of the body, then the connection is reset
    std::size_t trickle = 0; ///< so many bytes of the body at a time, a pause between them; 0: all at once
    std::chrono::milliseconds trickle_pause{1};
    bool stall = false; ///< the head and then nothing until the server ends
};

/// Answers every request through one function, each connection on a thread of its own, with keep-alive. Listens on 127.0.0.1, or
/// on the address in SUASOR_FAKE_SERVER_ADDRESS, for clients in other network namespaces.
class http_server {
  public:
    /// The handler is called by several threads at once.
    explicit http_server(std::function<scripted_response(const received_request&)> handler);
    ~http_server();
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    int port() const { return port_; }
    std::string base_url() const { return "http://" + address_ + ':' + std::to_string(port_); }

    /// Everything that has been asked so far.
    std::vector<received_request> requests() const;
    /// Blocks until at least `count` requests have arrived.
    void wait_for_requests(std::size_t count) const;
    int connections() const;

  private:
    struct connection {
        int socket = -1;
        std::thread thread;
    };

    void accept_all();
    void serve(connection& client);
    bool answer(int socket, const scripted_response& response);

    std::function<scripted_response(const received_request&)> handler_;
    const std::string address_;
    int listener_ = -1;
    int port_ = 0;
    std::thread acceptor_;

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool ending_ = false;
    std::vector<received_request> requests_;
    std::list<connection> connections_;
};

} // namespace suasor::testing
