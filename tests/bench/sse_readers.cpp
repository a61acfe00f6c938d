// Reads one stream of a run's progress on many connections at once, in one thread, and prints what came as JSON:
// `sse_readers PORT PATH READERS SECONDS`, with the bearer token on standard input.
//
// An update's latency is the time from its `updatedAt`, which is the database's clock on this machine, to its receipt.
// The first event of a reader is where the run stood, not an update.

#include "event_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <netinet/in.h>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace {

using media_sync::bench::event_reader;
using std::chrono::steady_clock;

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

int open_stream(std::uint16_t port, const std::string& request) {
    const int connection = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
    checked(static_cast<int>(::send(connection, request.data(), request.size(), MSG_NOSIGNAL)), "send");
    return connection;
}

void allow_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

struct stream {
    int connection = -1;
    event_reader events;
};

class crowd {
  public:
    crowd(std::uint16_t port, const std::string& request, std::size_t readers)
        : poll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), streams_(readers) {
        for (auto& one : streams_) {
            one.connection = open_stream(port, request);
            epoll_event interest{EPOLLIN, {&one}};
            checked(::epoll_ctl(poll_, EPOLL_CTL_ADD, one.connection, &interest), "epoll_ctl");
            ++open_;
            read_ready(0); // what came for the others must not look late because this one was being opened
        }
    }

    void read_until(steady_clock::time_point deadline) {
        while (open_ > 0 && steady_clock::now() < deadline)
            read_ready(1000);
    }

    const std::vector<stream>& streams() const { return streams_; }

  private:
    void read_ready(int timeout_ms) {
        epoll_event ready[256];
        const int count = ::epoll_wait(poll_, ready, std::size(ready), timeout_ms);
        for (int i = 0; i < count; ++i)
            read(*static_cast<stream*>(ready[i].data.ptr));
    }

    void read(stream& from) {
        const auto bytes = ::recv(from.connection, buffer_, sizeof buffer_, MSG_DONTWAIT);
        if (bytes > 0) return from.events.take({buffer_, static_cast<std::size_t>(bytes)});
        if (bytes < 0 && errno == EAGAIN) return;
        ::close(from.connection);
        --open_;
    }

    const int poll_;
    std::vector<stream> streams_;
    std::size_t open_ = 0;
    char buffer_[64 * 1024];
};

double quantile(const std::vector<double>& sorted, double q) {
    return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

void print_findings(const std::vector<stream>& streams) {
    std::vector<double> latencies;
    std::size_t ended = 0;
    for (const auto& one : streams) {
        ended += one.events.ended();
        latencies.insert(latencies.end(), one.events.latencies_ms().begin(), one.events.latencies_ms().end());
    }
    std::sort(latencies.begin(), latencies.end());
    fmt::print(R"({{"ended":{},"updates":{},"p50":{:.1f},"p99":{:.1f},"max":{:.1f}}})"
               "\n",
               ended, latencies.size(), quantile(latencies, 0.5), quantile(latencies, 0.99), quantile(latencies, 1));
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        fmt::print(stderr, "usage: {} PORT PATH READERS SECONDS\n", argv[0]);
        return 2;
    }
    std::string token;
    std::getline(std::cin, token);
    const auto request =
        fmt::format("GET {} HTTP/1.0\r\nAccept: text/event-stream\r\nAuthorization: Bearer {}\r\n\r\n", argv[2], token);
    const auto deadline = steady_clock::now() + std::chrono::seconds(std::atoi(argv[4]));

    allow_many_files();
    crowd all(static_cast<std::uint16_t>(std::atoi(argv[1])), request, std::strtoul(argv[3], nullptr, 10));
    all.read_until(deadline);
    print_findings(all.streams());
    return 0;
}
