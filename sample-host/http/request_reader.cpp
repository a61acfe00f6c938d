#include "http/request_reader.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace sample_host::http {
namespace {

namespace beast = boost::beast;
namespace beast_http = boost::beast::http;

constexpr std::size_t k_read_bytes = 8 * 1024;
constexpr std::string_view k_shortest_end_of_chunks = "0\r\n\r\n";

} // namespace

struct request_reader::state {
    explicit state(limits allowed_bytes) : allowed(allowed_bytes) { begin(); }

    void begin() {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(allowed.header_bytes));
        parser->body_limit(allowed.body_bytes);
        parser->eager(false); // until the head is there: see take_head
        fields.clear();
        begun = head_checked = expects = false;
    }

    progress refuse(unsigned status, std::string sentence) {
        refused_with = status;
        refusal = std::move(sentence);
        return progress::refused;
    }

    progress refuse(beast::error_code problem) {
        if (problem == beast_http::error::header_limit)
            return refuse(431, "the headers are longer than " + std::to_string(allowed.header_bytes) + " bytes");
        if (problem == beast_http::error::body_limit)
            return refuse(413, "the body is longer than " + std::to_string(allowed.body_bytes) + " bytes");
        return refuse(400, "the request is malformed: " + problem.message());
    }

    /// Complete means: nothing to complain about.
    progress check_head() {
        const auto& head = parser->get();
        if (head.version() >= 11 && head.count(beast_http::field::host) != 1)
            return refuse(400, "the request needs exactly one Host header");
        if (head.count(beast_http::field::transfer_encoding) > 0 && !parser->chunked())
            return refuse(400, "the request's Transfer-Encoding is not one that this server knows");

        const auto expectation = head[beast_http::field::expect];
        if (expectation.empty() || head.version() < 11) return progress::complete;
        if (!beast::iequals(expectation, "100-continue"))
            return refuse(417, "the request's Expect header is not one that this server knows");
        expects = true;
        return progress::complete;
    }

    /// Keeps the head, for Beast adds the trailer to it. What comes after the body must not pass for what came before it.
    void take_head() {
        for (const auto& header : parser->get())
            fields.emplace_back(header.name_string(), header.value());
        parser->eager(true);
    }

    const limits allowed;
    beast::flat_buffer buffer;
    std::optional<beast_http::request_parser<beast_http::string_body>> parser;
    field_list fields;
    bool begun = false;
    bool head_checked = false;
    bool expects = false;
    unsigned refused_with = 0;
    std::string refusal;
};

request_reader::request_reader(limits allowed) : state_(std::make_unique<state>(allowed)) {}
request_reader::~request_reader() = default;

boost::asio::mutable_buffer request_reader::prepare() {
    return state_->buffer.prepare(k_read_bytes);
}

void request_reader::commit(std::size_t bytes) {
    state_->buffer.commit(bytes);
}

std::size_t request_reader::buffered() const noexcept {
    return state_->buffer.size();
}

void request_reader::discard() {
    state_->buffer.clear();
}

void request_reader::shrink() {
    if (state_->buffer.size() > 0) return;
    state_->buffer.clear();
    state_->buffer.shrink_to_fit();
}

request_reader::progress request_reader::parse() {
    auto& [allowed, buffer, parser, fields, begun, head_checked, expects, refused_with, refusal] = *state_;
    while (buffer.size() > 0 && !parser->is_done()) {
        begun = true;
        // With fewer, some of which it has seen before, Beast 1.81 asserts.
        if (head_checked && parser->chunked() && buffer.size() < k_shortest_end_of_chunks.size()) break;
        beast::error_code problem;
        const auto parsed = parser->put(buffer.cdata(), problem);
        buffer.consume(parsed);
        if (problem && problem != beast_http::error::need_more) return state_->refuse(problem);

        if (parser->is_header_done() && !head_checked) {
            head_checked = true;
            if (const auto checked = state_->check_head(); checked != progress::complete) return checked;
            state_->take_head();
        }
        if (problem || parsed == 0) break;
    }
    // Beast waits for the end of a chunk's header and of the trailer, however long they get.
    if (!parser->is_done() && buffer.size() > allowed.header_bytes)
        return state_->refuse(431,
                              "the chunk headers are longer than " + std::to_string(allowed.header_bytes) + " bytes");
    if (parser->is_done()) return progress::complete;
    if (!begun) return progress::idle;
    return head_checked ? progress::in_body : progress::in_head;
}

unsigned request_reader::refused_with() const noexcept {
    return state_->refused_with;
}
const std::string& request_reader::refusal() const noexcept {
    return state_->refusal;
}

bool request_reader::take_expectation() {
    return std::exchange(state_->expects, false);
}

bool request_reader::keep_alive() const {
    return state_->parser->keep_alive();
}
bool request_reader::is_http_1_0() const {
    return state_->parser->get().version() < 11;
}

request_reader::taken request_reader::take() {
    auto parsed = state_->parser->release();

    taken result;
    result.target = parsed.target();
    result.asked.method = parsed.method_string();
    result.asked.headers = std::move(state_->fields);
    result.asked.body = std::move(parsed.body());

    state_->begin();
    return result;
}

} // namespace sample_host::http
