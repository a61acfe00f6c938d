#include "support/fake_servers/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace suasor::testing {

namespace {

std::string decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            plain += text[i] == '+' ? ' ' : text[i];
        }
    }
    return plain;
}

std::string address_to_listen_on() {
    const char* address = std::getenv("SUASOR_FAKE_SERVER_ADDRESS");
    return address ? address : "127.0.0.1";
}

received_request parsed(const std::string& head) {
    received_request request;
    std::istringstream lines(head);
    std::string target, line;
    lines >> request.method >> target;
    std::getline(lines, line);

    const auto mark = target.find('?');
    request.path = decoded(target.substr(0, mark));
    if (mark != std::string::npos) request.query_text = target.substr(mark + 1);
    std::istringstream pairs(request.query_text);
    for (std::string pair; std::getline(pairs, pair, '&');) {
        const auto equals = pair.find('=');
        const auto value = equals == std::string::npos ? std::string() : pair.substr(equals + 1);
        request.query[decoded(pair.substr(0, equals))] = decoded(value);
    }

    while (std::getline(lines, line) && line != "\r") {
        const auto colon = line.find(": ");
        if (colon == std::string::npos) continue;
        auto name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        request.headers[name] = line.substr(colon + 2, line.size() - colon - 3);
    }
    return request;
}

std::string head_of(const scripted_response& response) {
    std::ostringstream head;
    head << "HTTP/1.1 " << response.status << " Scripted\r\nContent-Length: " << response.body.size() << "\r\n";
    for (const auto& [name, value] : response.headers)
        head << name << ": " << value << "\r\n";
    head << "\r\n";
    return head.str();
}

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace

http_server::http_server(std::function<scripted_response(const received_request&)> handler)
    : handler_(std::move(handler)), address_(address_to_listen_on()),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = inet_addr(address_.c_str());
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, length) != 0 || listen(listener_, 64) != 0 ||
        getsockname(listener_, generic, &length) != 0)
        throw std::runtime_error("no free port on " + address_);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

http_server::~http_server() {
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
        for (const auto& each : connections_)
            shutdown(each.socket, SHUT_RDWR);
    }
    changed_.notify_all();
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (auto& each : connections_) {
        each.thread.join();
        close(each.socket);
    }
    close(listener_);
}

std::vector<received_request> http_server::requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
}

void http_server::wait_for_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.size() >= count; });
}

int http_server::connections() const {
    const std::scoped_lock lock(mutex_);
    return static_cast<int>(connections_.size());
}

void http_server::accept_all() {
    for (;;) {
        const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const std::scoped_lock lock(mutex_);
        if (ending_ || accepted < 0) {
            if (accepted >= 0) close(accepted);
            return;
        }
        const int yes = 1;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        auto& client = connections_.emplace_back();
        client.socket = accepted;
        client.thread = std::thread([this, &client] { serve(client); });
    }
}

void http_server::serve(connection& client) {
    std::string received;
    char buffer[8192];
    for (;;) {
        const auto end = received.find("\r\n\r\n");
        if (end == std::string::npos) {
            const auto count = recv(client.socket, buffer, sizeof buffer, 0);
            if (count <= 0) break;
            received.append(buffer, static_cast<std::size_t>(count));
            continue;
        }
        const auto request = parsed(received.substr(0, end + 4));
        received.erase(0, end + 4);
        {
            const std::scoped_lock lock(mutex_);
            requests_.push_back(request);
        }
        changed_.notify_all();
        if (!answer(client.socket, handler_(request))) break;
    }
    // The descriptor itself is closed by the destructor, which may be using it.
    shutdown(client.socket, SHUT_RDWR);
}

// Whether the connection can go on.
bool http_server::answer(int socket, const scripted_response& response) {
    if (response.pause.count() > 0) {
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, response.pause, [&] { return ending_; })) return false;
    }
    if (!send_all(socket, head_of(response))) return false;
    if (response.stall) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ending_; });
        return false;
    }
    if (response.reset_after) {
        send_all(socket, std::string_view(response.body).substr(0, *response.reset_after));
        // Dissolving the association is how Linux sends a reset at once.
        sockaddr nobody{};
        nobody.sa_family = AF_UNSPEC;
        connect(socket, &nobody, sizeof nobody);
        return false;
    }
    if (response.trickle == 0) return send_all(socket, response.body);

    for (std::string_view rest = response.body; !rest.empty();) {
        const auto piece = rest.substr(0, response.trickle);
        if (!send_all(socket, piece)) return false;
        rest.remove_prefix(piece.size());
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, response.trickle_pause, [&] { return ending_; })) return false;
    }
    return true;
}

} // namespace suasor::testing
