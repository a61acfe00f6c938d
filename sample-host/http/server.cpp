#include "http/server.hpp"

#include "http/answer.hpp"
#include "http/connection.hpp"
#include "http/head_text.hpp"
#include "http/server_state.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sample_host::http {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using error_code = boost::system::error_code;

/// After accept has failed, typically for want of file descriptors: trying again at once would only burn a processor.
constexpr std::chrono::milliseconds k_accept_pause{50};

class http_server final : public server {
  public:
    http_server(const router& routes, server_options options)
        : state_(routes, std::move(options)), work_(io_.get_executor()), acceptor_(net::make_strand(io_)),
          pause_(acceptor_.get_executor()) {
        listen();
        accept();
        for (unsigned i = 0; i < std::max(1U, state_.options.threads); ++i)
            threads_.emplace_back([this] { run(); });
    }

    ~http_server() override { close(); }

    std::uint16_t port() const noexcept override { return port_; }

    server_statistics statistics() const noexcept override {
        server_statistics numbers;
        for (std::size_t i = 0; i < numbers.answers_by_class.size(); ++i)
            numbers.answers_by_class[i] = state_.answers_by_class[i];
        numbers.open_connections = state_.open_connections;
        numbers.in_flight = state_.in_flight->count();
        return numbers;
    }

    void stop_accepting() override {
        if (state_.stopping.exchange(true)) return;
        net::post(acceptor_.get_executor(), [this] {
            error_code ignored;
            acceptor_.close(ignored);
            pause_.cancel();
        });
        for (const auto& open : open_connections())
            open->retire();
    }

    bool wait_idle(std::chrono::steady_clock::time_point deadline) override {
        return state_.in_flight->wait_until_zero(deadline);
    }

    void close() override {
        const std::lock_guard lock(close_mutex_);
        if (threads_.empty()) return;

        stop_accepting();
        {
            const std::lock_guard registry(mutex_);
            closed_ = true;
        }
        for (const auto& open : open_connections())
            open->close();
        work_.reset();
        for (auto& thread : threads_)
            thread.join();
        threads_.clear();
    }

  private:
    void listen() {
        const auto& [address, port] = std::tie(state_.options.address, state_.options.port);
        try {
            const tcp::endpoint wanted(net::ip::make_address(address), port);
            acceptor_.open(wanted.protocol());
            acceptor_.set_option(net::socket_base::reuse_address(true));
            acceptor_.bind(wanted);
            acceptor_.listen(net::socket_base::max_listen_connections);
            port_ = acceptor_.local_endpoint().port();
        } catch (const boost::system::system_error& failure) {
            throw std::runtime_error(fmt::format("cannot listen on {}:{}: {}; choose another address with --listen",
                                                 address, port, failure.code().message()));
        }
    }

    void accept() {
        acceptor_.async_accept(net::make_strand(io_), [this](error_code problem, tcp_socket socket) {
            if (!acceptor_.is_open()) return;
            if (problem) return accept_later(problem);
            turned_down_ = false;
            accept();
            serve(std::move(socket));
        });
    }

    void accept_later(error_code problem) {
        if (!std::exchange(turned_down_, true))
            state_.report("connection not accepted error=\"" + problem.message() + "\"");
        pause_.expires_after(k_accept_pause);
        pause_.async_wait([this](error_code cancelled) {
            if (!cancelled && acceptor_.is_open()) accept();
        });
    }

    void serve(tcp_socket socket) {
        if (state_.open_connections >= state_.options.limits.connections) return turn_away(std::move(socket));

        auto accepted =
            create_connection(std::move(socket), state_, [this](const connection* closed) { forget(closed); });
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return;
            ++state_.open_connections;
            connections_.emplace(accepted.get(), accepted);
        }
        accepted->start();
    }

    void turn_away(tcp_socket socket) {
        const auto id = state_.ids.accept_or_make({});
        const auto [head, body] = error_answer(503, "the server has as many connections as it may", id);
        const auto text = head_text(head, {id, "close", body.size(), false}) + body;
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(net::buffer(text), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        ++state_.answers_by_class[5];
    }

    void forget(const connection* closed) {
        const std::lock_guard lock(mutex_);
        if (connections_.erase(closed) > 0) --state_.open_connections;
    }

    std::vector<std::shared_ptr<connection>> open_connections() {
        std::vector<std::shared_ptr<connection>> open;
        const std::lock_guard lock(mutex_);
        for (const auto& [unused, one] : connections_)
            open.push_back(one);
        return open;
    }

    void run() noexcept {
        for (;;) {
            try {
                io_.run();
                return;
            } catch (const std::exception& failure) {
                // The connection at fault is cut by its deadline; the others must not notice.
                state_.report(fmt::format("server thread interrupted error=\"{}\"", failure.what()));
            }
        }
    }

    server_state state_;
    net::io_context io_;
    net::executor_work_guard<net::io_context::executor_type> work_;
    net::basic_socket_acceptor<tcp, strand> acceptor_;
    net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>, strand> pause_;
    std::uint16_t port_ = 0;
    bool turned_down_ = false; // since a connection was accepted last; on the acceptor's strand

    std::mutex mutex_;
    bool closed_ = false;
    std::unordered_map<const connection*, std::shared_ptr<connection>> connections_;

    std::mutex close_mutex_;
    std::vector<std::thread> threads_;
};

} // namespace

std::unique_ptr<server> create_server(const router& routes, server_options options) {
    return std::make_unique<http_server>(routes, std::move(options));
}

} // namespace sample_host::http
