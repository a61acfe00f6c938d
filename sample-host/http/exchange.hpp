#pragma once

#include "http/in_flight.hpp"
#include "http/responder.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host::http {

/// The connection as an exchange knows it.
class answer_sink {
  public:
    virtual ~answer_sink() = default;

    /// Runs `step` on the connection's strand, never at once; the connection lives until it has run. [any-thread]
    virtual void post(std::function<void()> step) = 0;
    /// Whether the calling thread is on the strand now. [any-thread]
    virtual bool is_here() = 0;
    /// Sends what exchange::take gives. On the connection's strand.
    virtual void flush() = 0;
};

/// What is to be sent next. Only the first one that is not empty has a head.
struct outgoing {
    std::optional<response_head> head;
    bool streamed = false; ///< the head's body is a stream
    std::string payload;   ///< of a whole answer, or chunks put together
    bool last = false;     ///< nothing comes after it
};

/// One request's answer between two sides that know nothing of each other's threads: the handler, through the responder
/// that `open` returns, and the connection, on its strand. Bounded: holds `buffer_bytes`, or one larger chunk.
class exchange : public std::enable_shared_from_this<exchange> {
  public:
    struct settings {
        std::string request_id;
        bool head_only = false; ///< the request is HEAD
        std::size_t buffer_bytes = 0;
    };

    exchange(std::shared_ptr<answer_sink> sink, settings fixed, std::shared_ptr<in_flight_gauge> gauge);

    /// The handler's side. Once.
    std::shared_ptr<responder> open();

    /// Runs `step` on the connection's strand: at once if that is where the caller is, not at all if the connection is
    /// gone. [any-thread]
    void run_on_connection(std::function<void()> step);

    /// The connection is ready for more. Until then what the handler does costs no post.
    outgoing take();
    /// What the last `take` gave has been sent: there may be room again.
    void sent();
    /// True if everything that will ever be sent is known.
    bool is_answered() const;
    /// True if the connection has to be closed instead.
    bool is_aborted() const;
    /// Nobody will read the answer: tells the handler, and drops the sink.
    void cancel();
    /// The answer has been sent: drops the sink.
    void finish();

    const std::string& request_id() const noexcept { return fixed_.request_id; }
    bool head_only() const noexcept { return fixed_.head_only; }

  private:
    class handle;
    enum class phase { waiting, streaming, answered, aborted, closed };

    answer_result send(response_head head, std::string body);
    answer_result listen(std::shared_ptr<responder_listener> listener);
    answer_result begin(response_head head);
    answer_result write(std::string_view chunk);
    answer_result end();
    void abort();
    void release();
    void cut();

    answer_result refusal() const;
    void request_flush();

    const in_flight_gauge::token in_flight_; // first, so that it outlives the listener
    const settings fixed_;

    mutable std::mutex mutex_;
    phase phase_ = phase::waiting;
    std::shared_ptr<answer_sink> sink_;
    std::shared_ptr<responder_listener> listener_;
    bool cancelled_ = false;      // nobody reads, and the handler may still ask
    bool flush_requested_ = true; // the connection will come and take
    std::optional<response_head> head_;
    bool streamed_ = false;
    std::string payload_;
    std::size_t being_sent_ = 0;
    std::size_t owed_writables_ = 0;
};

} // namespace sample_host::http
