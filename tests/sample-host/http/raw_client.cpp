#include "raw_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sample_host::http::testing {
namespace {

void check(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

raw_client::raw_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    check(socket_, "socket");
    const timeval patience{10, 0};
    check(::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "setsockopt");
    check(::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
}

raw_client::~raw_client() {
    close();
}

void raw_client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        check(static_cast<int>(sent), "send");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void raw_client::shrink_receive_buffer() {
    const int bytes = 4096;
    check(::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes), "setsockopt");
}

bool raw_client::has_heard() const {
    char byte;
    return !received_.empty() || ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool raw_client::fill() {
    char bytes[16 * 1024];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count < 0 && errno == ECONNRESET) return false;
    check(static_cast<int>(count), "recv");
    received_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
}

std::string raw_client::read_line() {
    auto end = received_.find("\r\n");
    while (end == std::string::npos) {
        if (!fill()) throw std::runtime_error("the server closed in the middle of a line");
        end = received_.find("\r\n");
    }
    auto line = received_.substr(0, end);
    received_.erase(0, end + 2);
    return line;
}

std::string raw_client::read_bytes(std::size_t count) {
    while (received_.size() < count)
        if (!fill()) throw std::runtime_error("the server closed in the middle of a body");
    auto bytes = received_.substr(0, count);
    received_.erase(0, count);
    return bytes;
}

raw_answer raw_client::read_head() {
    raw_answer answer;
    answer.status = std::stoi(read_line().substr(9));
    for (auto line = read_line(); !line.empty(); line = read_line()) {
        auto name = line.substr(0, line.find(':'));
        std::transform(name.begin(), name.end(), name.begin(), ::tolower);
        answer.headers[name] = line.substr(line.find(':') + 2);
    }
    return answer;
}

std::string raw_client::read_chunk() {
    auto chunk = read_bytes(std::stoul(read_line(), nullptr, 16));
    read_line();
    return chunk;
}

raw_answer raw_client::read_answer(bool bodyless) {
    auto answer = read_head();
    if (bodyless || answer.status < 200 || answer.status == 204 || answer.status == 304) return answer;

    if (answer.headers.contains("content-length")) {
        answer.body = read_bytes(std::stoul(answer.headers["content-length"]));
    } else if (answer.headers["transfer-encoding"] == "chunked") {
        for (auto chunk = read_chunk(); !chunk.empty(); chunk = read_chunk())
            answer.body += chunk;
    } else {
        answer.body = read_to_end();
    }
    return answer;
}

std::string raw_client::read_to_end() {
    while (fill()) {
    }
    return std::exchange(received_, {});
}

bool raw_client::is_closed() {
    return received_.empty() && !fill();
}

void raw_client::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void raw_client::reset() {
    const linger at_once{1, 0};
    check(::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "setsockopt");
    close();
}

std::string request_text(std::string_view method, std::string_view target, std::string_view more_headers,
                         std::string_view body) {
    std::string text;
    text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(more_headers);
    if (!body.empty()) text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    return text.append("\r\n").append(body);
}

raw_answer fetch(std::uint16_t port, std::string_view method, std::string_view target, std::string_view more_headers,
                 std::string_view body) {
    raw_client client(port);
    client.send(request_text(method, target, more_headers, body));
    return client.read_answer(method == "HEAD");
}

} // namespace sample_host::http::testing
