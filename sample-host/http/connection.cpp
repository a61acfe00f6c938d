#include "http/connection.hpp"

#include "http/answer.hpp"
#include "http/exchange.hpp"
#include "http/head_text.hpp"
#include "http/request_reader.hpp"
#include "http/target.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <array>
#include <exception>
#include <utility>

namespace sample_host::http {
namespace {

namespace net = boost::asio;
using error_code = boost::system::error_code;
using std::chrono::milliseconds;

/// How much of the next requests is read while one is answered. It is read at all so that the client's going is noticed;
/// of one that sends more, only the next write notices it.
constexpr std::size_t k_read_ahead_bytes = 64 * 1024;
/// For a client to close its end after the last answer.
constexpr milliseconds k_linger_timeout{2'000};

void refuse(responder& to, unsigned status, std::string_view message, const std::string& request_id) {
    auto [head, body] = error_answer(status, message, request_id);
    to.send(std::move(head), std::move(body));
}

/// A request on its way through authentication to its handler.
struct routed_request {
    request asked;
    std::shared_ptr<responder> to;
    const handler* handle;
};

class http_connection final : public connection,
                              public answer_sink,
                              public std::enable_shared_from_this<http_connection> {
  public:
    http_connection(tcp_socket socket, server_state& shared, std::function<void(const connection*)> on_closed)
        : socket_(std::move(socket)), deadline_(socket_.get_executor()), shared_(shared),
          limits_(shared.options.limits), on_closed_(std::move(on_closed)),
          reader_({limits_.header_bytes, limits_.body_bytes}) {}

    void start() override {
        post([this] {
            prepare_client_socket(socket_, limits_.stall_timeout);
            receive();
        });
    }

    void retire() override {
        post([this] {
            if (phase_ == phase::receiving && patience_ == request_reader::progress::idle) shut();
        });
    }

    void close() override {
        post([this] { shut(); });
    }

    void post(std::function<void()> step) override {
        net::post(socket_.get_executor(), [self = shared_from_this(), step = std::move(step)] { step(); });
    }

    bool is_here() override { return socket_.get_executor().running_in_this_thread(); }

    void flush() override {
        if (!exchange_) return;
        if (exchange_->is_aborted()) return cut(); // also out of a write that a client does not let come to its end
        if (writing_) return;
        auto next = exchange_->take();

        std::array<std::string, 3> parts;
        if (next.head) parts[0] = start_of_answer(*next.head, next);
        if (exchange_->head_only() || !sends_body_) next.payload.clear();
        if (chunked_ && !next.payload.empty()) {
            parts[0] += fmt::format("{:x}\r\n", next.payload.size());
            parts[2] = "\r\n";
        }
        if (chunked_ && next.last) parts[2] += "0\r\n\r\n";
        parts[1] = std::move(next.payload);

        last_ = next.last;
        send(std::move(parts));
    }

    /// The deadline has come.
    void expired() {
        const bool in_request =
            patience_ == request_reader::progress::in_head || patience_ == request_reader::progress::in_body;
        if (phase_ == phase::receiving && in_request) return fail(408, "the request did not arrive in time");
        shut();
    }

  private:
    enum class phase { receiving, answering, lingering, closed };

    // Reading. The socket is waited for and read when it has something, so that an idle connection holds no buffer; and
    // it is waited for in all phases, which is how the client's going is noticed while an answer is open.

    void wait_readable() {
        if (waiting_ || phase_ == phase::closed) return;
        if (phase_ == phase::answering && reader_.buffered() >= k_read_ahead_bytes) return;
        reader_.shrink();
        waiting_ = true;
        socket_.async_wait(tcp_socket::wait_read, [self = shared_from_this()](error_code problem) {
            self->waiting_ = false;
            if (self->phase_ == phase::closed) return;
            if (problem) return self->client_gone();
            self->read();
        });
    }

    void read() {
        error_code problem;
        const auto bytes = socket_.read_some(reader_.prepare(), problem);
        if (problem && problem != net::error::would_block) return client_gone();

        reader_.commit(bytes);
        if (phase_ == phase::receiving) return receive();
        if (phase_ == phase::lingering) reader_.discard();
        wait_readable();
    }

    void receive() {
        const auto progress = reader_.parse();
        if (progress == request_reader::progress::complete) return dispatch();
        if (progress == request_reader::progress::refused) return fail(reader_.refused_with(), reader_.refusal());

        be_patient(progress);
        if (reader_.take_expectation()) send({"HTTP/1.1 100 Continue\r\n\r\n", {}, {}});
        wait_readable();
    }

    /// One deadline for all of a request's head and one for all of its body: what trickles in does not extend them.
    void be_patient(request_reader::progress stage) {
        if (patience_ == stage) return;
        patience_ = stage;
        deadline_.set(stage == request_reader::progress::idle      ? limits_.idle_timeout
                      : stage == request_reader::progress::in_head ? limits_.header_timeout
                                                                   : limits_.body_timeout,
                      shared_from_this());
    }

    void client_gone() {
        if (phase_ != phase::answering || !exchange_->is_answered()) return shut();
        // It may have closed only its own end, and still want to read the answer that is being sent.
        keep_alive_ = false;
    }

    // Answering.

    void dispatch() {
        keep_alive_ = reader_.keep_alive() && !shared_.stopping;
        http_1_0_ = reader_.is_http_1_0();
        auto taken = reader_.take();
        auto& asked = taken.asked;

        auto to = begin_exchange(shared_.ids.accept_or_make(asked.header("X-Request-Id")), asked.method == "HEAD");
        asked.request_id = exchange_->request_id();
        protect([&] { route(std::move(asked), taken.target, std::move(to)); });

        flush();
        if (exchange_ && !exchange_->is_answered()) wait_readable();
    }

    std::shared_ptr<responder> begin_exchange(std::string request_id, bool head_only) {
        phase_ = phase::answering;
        patience_ = request_reader::progress::complete;
        deadline_.clear();
        exchange_ = std::make_shared<exchange>(
            shared_from_this(), exchange::settings{std::move(request_id), head_only, limits_.stream_buffer_bytes},
            shared_.in_flight);
        return exchange_->open();
    }

    void route(request asked, std::string_view target_text, std::shared_ptr<responder> to) {
        const auto& id = asked.request_id;
        if (shared_.stopping) return refuse(*to, 503, "the server is stopping", id);

        auto target = parse_target(target_text);
        if (!target) return refuse(*to, 400, "the request's target is malformed", id);
        asked.path = target->path;
        asked.query = std::move(target->query);

        auto matched = shared_.routes.match(asked.method, asked.path);
        if (!matched.handle) return refuse_unrouted(matched, asked, *to);
        asked.params = std::move(matched.params);

        const auto routed =
            std::make_shared<routed_request>(routed_request{std::move(asked), std::move(to), matched.handle});
        if (!shared_.options.authenticate || matched.caller == identity::ignored) return hand_over(*routed, {});
        shared_.options.authenticate(routed->asked, [this, routed, current = exchange_](authentication who) {
            current->run_on_connection([this, routed, who = std::move(who)] { hand_over(*routed, who); });
        });
    }

    void refuse_unrouted(const route_match& matched, const request& asked, responder& to) {
        if (matched.allow.empty()) return refuse(to, 404, "there is nothing at " + asked.path, asked.request_id);

        auto [head, body] = error_answer(405, asked.method + " is not possible at " + asked.path, asked.request_id);
        head.headers.emplace_back("Allow", fmt::format("{}", fmt::join(matched.allow, ", ")));
        to.send(std::move(head), std::move(body));
    }

    void hand_over(routed_request& routed, const authentication& who) {
        auto to = std::exchange(routed.to, nullptr);
        if (!to || phase_ != phase::answering) return;

        if (who.refused_with != 0) return refuse(*to, who.refused_with, who.refusal, routed.asked.request_id);
        routed.asked.principal = who.principal;
        protect([&] { (*routed.handle)(routed.asked, std::move(to)); });
    }

    /// Whatever a handler throws ends here; its responder, dropped on the way, answers 500.
    template <class Body>
    void protect(Body&& body) {
        try {
            body();
        } catch (const std::exception& failure) {
            shared_.report(
                fmt::format("request failed request_id={} error=\"{}\"", exchange_->request_id(), failure.what()));
        } catch (...) {
            shared_.report(fmt::format("request failed request_id={} error=\"an exception of unknown type\"",
                                       exchange_->request_id()));
        }
    }

    /// Refuses what the client has sent so far and closes, because where the next request begins is not known.
    void fail(unsigned status, const std::string& message) {
        keep_alive_ = false;
        http_1_0_ = false;
        const auto to = begin_exchange(shared_.ids.accept_or_make({}), false);
        refuse(*to, status, message, exchange_->request_id());
        flush();
    }

    // Writing.

    std::string start_of_answer(const response_head& head, const outgoing& first) {
        ++shared_.answers_by_class[head.status / 100];

        sends_body_ = has_body(head.status);
        chunked_ = first.streamed && !http_1_0_ && !exchange_->head_only();
        if (first.streamed && http_1_0_) keep_alive_ = false; // such a body ends where the connection does
        if (shared_.stopping) keep_alive_ = false;

        framing added{exchange_->request_id(), "", std::nullopt, chunked_};
        if (!keep_alive_) added.connection = "close";
        if (keep_alive_ && http_1_0_) added.connection = "keep-alive";
        if (!first.streamed && sends_body_) added.content_length = first.payload.size();
        return head_text(head, added);
    }

    void send(std::array<std::string, 3> parts) {
        sending_ = std::move(parts);
        sent_ = 0;
        if (total() == 0) {
            if (last_) finish();
            return;
        }
        writing_ = true;
        send_rest();
    }

    std::size_t total() const { return sending_[0].size() + sending_[1].size() + sending_[2].size(); }

    void send_rest() {
        std::array<net::const_buffer, 3> rest;
        auto skip = sent_;
        for (std::size_t i = 0; i < rest.size(); ++i) {
            rest[i] = net::buffer(sending_[i]) + skip;
            skip -= std::min(skip, sending_[i].size());
        }
        if (phase_ == phase::answering) deadline_.set(limits_.stall_timeout, shared_from_this());
        socket_.async_write_some(rest, [self = shared_from_this()](error_code problem, std::size_t bytes) {
            if (self->phase_ == phase::closed) return;
            if (problem) return self->shut();
            self->sent_ += bytes;
            if (self->sent_ < self->total()) return self->send_rest();
            self->all_sent();
        });
    }

    void all_sent() {
        writing_ = false;
        sending_ = {};
        if (!exchange_) return; // it was "100 Continue"
        deadline_.clear();
        if (last_) return finish();
        exchange_->sent();
        flush();
    }

    void finish() {
        std::exchange(exchange_, nullptr)->finish();
        last_ = false;
        chunked_ = false;
        if (!keep_alive_ || shared_.stopping) return linger();

        phase_ = phase::receiving;
        receive();
    }

    /// Closing at once would reset the connection if the client has sent more than was read, and the answer would be lost
    /// on its way.
    void linger() {
        phase_ = phase::lingering;
        error_code ignored;
        socket_.shutdown(tcp_socket::shutdown_send, ignored);
        deadline_.set(k_linger_timeout, shared_from_this());
        reader_.discard();
        wait_readable();
    }

    void cut() {
        error_code ignored;
        // Without chunks only a reset tells the client that this is not the end.
        if (!chunked_) socket_.set_option(net::socket_base::linger(true, 0), ignored);
        shut();
    }

    void shut() {
        if (std::exchange(phase_, phase::closed) == phase::closed) return;
        deadline_.cancel();
        if (const auto cancelled = std::exchange(exchange_, nullptr)) cancelled->cancel();
        error_code ignored;
        socket_.close(ignored);
        on_closed_(this);
    }

    tcp_socket socket_;
    deadline deadline_;
    server_state& shared_;
    const server_limits& limits_;
    const std::function<void(const connection*)> on_closed_;

    phase phase_ = phase::receiving;
    bool waiting_ = false;
    request_reader reader_;
    request_reader::progress patience_ = request_reader::progress::complete;

    std::shared_ptr<exchange> exchange_;
    bool keep_alive_ = false;
    bool http_1_0_ = false;
    bool chunked_ = false;
    bool sends_body_ = true;

    bool writing_ = false;
    bool last_ = false;
    std::array<std::string, 3> sending_;
    std::size_t sent_ = 0;
};

} // namespace

std::shared_ptr<connection> create_connection(tcp_socket socket, server_state& shared,
                                              std::function<void(const connection*)> on_closed) {
    return std::make_shared<http_connection>(std::move(socket), shared, std::move(on_closed));
}

} // namespace sample_host::http
