#pragma once

// A proxy before PostgreSQL that passes everything on but notifications, as a connection pooler does that shares sessions
// among its clients.

#include <string>
#include <thread>
#include <vector>

namespace suasor::testing {

/// Listens on 127.0.0.1 as long as it lives, and passes on to a server's Unix socket.
class deaf_pooler {
  public:
    /// `conninfo` names the server by the directory of its socket. Throws std::runtime_error.
    explicit deaf_pooler(const std::string& conninfo);

    /// Hangs up on everybody.
    ~deaf_pooler();
    deaf_pooler(const deaf_pooler&) = delete;
    deaf_pooler& operator=(const deaf_pooler&) = delete;

    /// The same connection by way of this proxy.
    const std::string& conninfo() const noexcept { return conninfo_; }

  private:
    void accept_clients();
    void pass_on(int client) const;

    std::string server_path_;
    std::string conninfo_;
    int listener_ = -1;
    int stop_ = -1; // an eventfd that every thread polls
    std::vector<std::thread> clients_;
    std::thread acceptor_;
};

} // namespace suasor::testing
