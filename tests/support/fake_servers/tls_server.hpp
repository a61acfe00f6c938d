#pragma once

// A TLS server on 127.0.0.1 whose certificate nobody but itself has signed. It answers nothing. Shares nothing with the product.

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

namespace suasor::testing {

class tls_server {
  public:
    tls_server();
    ~tls_server();
    tls_server(const tls_server&) = delete;
    tls_server& operator=(const tls_server&) = delete;

    std::string base_url() const { return "https://127.0.0.1:" + std::to_string(port_); }

    /// How often somebody has connected.
    int connections() const { return connections_; }
    /// All that was sent after a handshake, decrypted.
    std::string heard() const;

  private:
    void accept_all();

    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::string heard_;
    std::thread acceptor_;
};

} // namespace suasor::testing
