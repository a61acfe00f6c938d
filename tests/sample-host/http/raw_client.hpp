#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sample_host::http::testing {

/// An answer as it came over the wire; header names in lower case.
struct raw_answer {
    int status = 0;
    std::map<std::string, std::string> headers;
    std::string body;
};

/// A client that does no more than it is told, so that it can also be a bad one. Every wait ends after ten seconds with
/// an exception.
class raw_client {
  public:
    explicit raw_client(std::uint16_t port);
    ~raw_client();
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    void send(std::string_view bytes);
    /// Keeps what the kernel holds for this client small, so that a server soon cannot send more.
    void shrink_receive_buffer();

    /// Whether the server has sent something that has not been read yet. Does not wait.
    bool has_heard() const;
    /// One answer with its whole body, decoded if it is chunked. `bodyless` for the answer to a HEAD.
    raw_answer read_answer(bool bodyless = false);
    /// The status line and headers only.
    raw_answer read_head();
    /// One chunk of a stream, "" for the last.
    std::string read_chunk();
    /// What comes until the server closes.
    std::string read_to_end();
    /// True if the server closes, or resets, before it sends another byte.
    bool is_closed();

    void close();
    /// Closes with a reset.
    void reset();

  private:
    bool fill(); // false at the end
    std::string read_line();
    std::string read_bytes(std::size_t count);

    int socket_;
    std::string received_;
};

/// Sends one request on a connection of its own.
raw_answer fetch(std::uint16_t port, std::string_view method, std::string_view target,
                 std::string_view more_headers = "", std::string_view body = "");

/// `METHOD TARGET HTTP/1.1` with a Host, the given headers (each with its CRLF), and a body with its length.
std::string request_text(std::string_view method, std::string_view target, std::string_view more_headers = "",
                         std::string_view body = "");

} // namespace sample_host::http::testing
