#include "support/deaf_pooler.hpp"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace suasor::testing {

namespace {

std::string option_of(const std::string& conninfo, const std::string& name) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(conninfo.c_str(), nullptr), &PQconninfoFree);
    for (const auto* option = parsed.get(); option && option->keyword; ++option)
        if (option->keyword == name && option->val) return option->val;
    throw std::runtime_error("the connection string lacks " + name);
}

int connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const auto server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no server at " + path);
    return server;
}

bool send_all(int to, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        const auto more = send(to, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (more <= 0) return false;
        sent += static_cast<std::size_t>(more);
    }
    return true;
}

bool receive(int from, std::string& into) {
    std::array<char, 8192> bytes;
    const auto count = recv(from, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    into.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

// Takes the whole messages from the front of what the server has sent, and leaves notifications out. A message is a byte for
// its type, and a length that counts itself: https://www.postgresql.org/docs/15/protocol-message-formats.html
std::string take_messages(std::string& received) {
    std::string passed;
    while (received.size() >= 5) {
        std::uint32_t length = 0;
        std::memcpy(&length, received.data() + 1, sizeof length);
        const auto size = 1 + std::size_t{ntohl(length)};
        if (received.size() < size) break;
        if (received.front() != 'A') passed += received.substr(0, size);
        received.erase(0, size);
    }
    return passed;
}

} // namespace

deaf_pooler::deaf_pooler(const std::string& conninfo)
    : server_path_(option_of(conninfo, "host") + "/.s.PGSQL." + option_of(conninfo, "port")),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), stop_(eventfd(0, EFD_CLOEXEC)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || listen(listener_, 8) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port to listen on");

    conninfo_ = conninfo + " host=127.0.0.1 port=" + std::to_string(ntohs(address.sin_port)) +
                " sslmode=disable gssencmode=disable";
    acceptor_ = std::thread([this] { accept_clients(); });
}

deaf_pooler::~deaf_pooler() {
    eventfd_write(stop_, 1);
    acceptor_.join();
    for (auto& client : clients_)
        client.join();
    close(listener_);
    close(stop_);
}

void deaf_pooler::accept_clients() {
    while (true) {
        std::array<pollfd, 2> ready{pollfd{stop_, POLLIN, 0}, pollfd{listener_, POLLIN, 0}};
        poll(ready.data(), ready.size(), -1);
        if (ready[0].revents != 0) return;
        const auto client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) clients_.emplace_back([this, client] { pass_on(client); });
    }
}

void deaf_pooler::pass_on(int client) const {
    const auto server = connect_to(server_path_);
    std::string received;
    for (auto open = true; open;) {
        std::array<pollfd, 3> ready{pollfd{stop_, POLLIN, 0}, pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        poll(ready.data(), ready.size(), -1);
        open = ready[0].revents == 0;
        std::string asked;
        if (ready[1].revents != 0) open = open && receive(client, asked) && send_all(server, asked);
        if (ready[2].revents != 0)
            open = open && receive(server, received) && send_all(client, take_messages(received));
    }
    close(client);
    close(server);
}

} // namespace suasor::testing
