#pragma once

#include "http/request.hpp"

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace sample_host::http {

/// Makes requests of the bytes that a client sends, within limits. Bytes beyond the present request stay for the next.
class request_reader {
  public:
    struct limits {
        std::size_t header_bytes;
        std::size_t body_bytes;
    };
    enum class progress { idle, in_head, in_body, complete, refused };

    explicit request_reader(limits allowed);
    ~request_reader();

    /// Room for bytes; valid until the next call of anything here.
    boost::asio::mutable_buffer prepare();
    void commit(std::size_t bytes);
    /// How many bytes have not been parsed.
    std::size_t buffered() const noexcept;
    /// Drops them.
    void discard();
    /// Keeps no room if there are none.
    void shrink();

    /// Parses as far as the bytes go. Not after complete or refused.
    progress parse();

    /// With progress::refused: the status and the sentence to answer with.
    unsigned refused_with() const noexcept;
    const std::string& refusal() const noexcept;

    /// True once, if the client waits for "100 Continue" before it sends the body.
    bool take_expectation();

    bool keep_alive() const;
    bool is_http_1_0() const;

    struct taken {
        request asked; ///< without path, query and params
        std::string target;
    };
    /// With progress::complete: the request; begins with the next one.
    taken take();

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace sample_host::http
