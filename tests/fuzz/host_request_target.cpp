// What a client sends over a connection -> the sample host's requests, on their way to a route and to who asks.
//
// The first line of an input says how many bytes arrive at a time; 0: all at once.

#include "fuzz/input.hpp"
#include "http/answer.hpp"
#include "http/head_text.hpp"
#include "http/request_ids.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/session_token.hpp"
#include "http/target.hpp"

#include <boost/json/parse.hpp>

#include <charconv>
#include <cstring>

namespace {

using namespace sample_host::http;
using suasor::fuzz::input;
using suasor::fuzz::require;

constexpr request_reader::limits k_limits{.header_bytes = 1024, .body_bytes = 512};
constexpr std::size_t k_read_at_most = 8 * 1024;

std::size_t leading_number(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

router routes_of_a_host() {
    router routes;
    const auto nothing = [](const request&, const std::shared_ptr<responder>&) {};
    for (const auto* pattern :
         {"/", "/icon.svg", "/api/v1/jobs/active", "/api/v1/jobs/runs/:id/progress", "/api/v1/clients"})
        routes.add("GET", pattern, nothing);
    routes.add("DELETE", "/api/v1/jobs/runs/:id", nothing);
    routes.add("POST", "/api/v1/jobs/:name/run", nothing);
    routes.add("POST", "/api/v1/jobs/media-sync/run", nothing);
    return routes;
}

bool has_line_break(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

void route(const request& asked, std::string_view target_text) {
    static const auto routes = routes_of_a_host();
    const auto target = parse_target(target_text);
    if (!target) return;
    require(target->path.starts_with('/'), "a path does not begin with a slash", target->path);

    const auto matched = routes.match(asked.method, target->path);
    if (!matched.handle) return;
    for (const auto& [name, value] : matched.params)
        require(!value.empty() && value.find('\0') == value.npos, "a parameter is no text", value);
    // Whatever is served stands in the table by its own name; there is no way in or out of a folder.
    const auto decoded = percent_decoded(target->path);
    require((decoded && decoded->find("/..") == decoded->npos) || !matched.params.empty(), "a path leaves its folder",
            target->path);
}

void check(const request& asked) {
    require(asked.body.size() <= k_limits.body_bytes, "a body is longer than it may be");
    std::size_t head = 0;
    for (const auto& [name, value] : asked.headers) {
        require(!has_line_break(name) && !has_line_break(value), "a header holds a line break", value);
        head += name.size() + value.size();
    }
    require(head <= k_limits.header_bytes, "a head is longer than it may be");

    static request_ids ids;
    const auto id = ids.accept_or_make(asked.header("X-Request-Id"));
    require(!has_line_break(id) && is_sendable({200, {{"X-Request-Id", id}}}), "a request id cannot be sent", id);
    const auto refused = error_answer(404, "there is nothing at " + asked.path, id);
    boost::system::error_code malformed;
    boost::json::parse(refused.body, malformed);
    require(!malformed, "an error is no JSON", refused.body);

    bearer_token(asked);
    cookie_token(asked);
    is_from_another_origin(asked);
}

/// What a connection makes of its bytes.
struct reading {
    std::vector<std::string> requests; ///< as text
    unsigned refused_with = 0;
};

reading read(std::string_view sent, std::size_t at_a_time) {
    request_reader reader(k_limits);
    reading all;
    while (true) {
        const auto progress = reader.parse();
        require(progress == request_reader::progress::complete || reader.buffered() <= k_limits.header_bytes ||
                    progress == request_reader::progress::refused,
                "the reader keeps too much");
        if (progress == request_reader::progress::refused) {
            require(reader.refused_with() >= 400 && !reader.refusal().empty(), "a refusal says nothing");
            all.refused_with = reader.refused_with();
            return all;
        }
        if (progress == request_reader::progress::complete) {
            reader.take_expectation();
            auto [asked, target] = reader.take();
            asked.path = target.substr(0, target.find('?'));
            check(asked);
            route(asked, target);

            auto text = asked.method + ' ' + target;
            for (const auto& [name, value] : asked.headers)
                text += '\n' + name + ": " + value;
            all.requests.push_back(text + "\n\n" + asked.body);
            continue;
        }
        if (sent.empty()) return all;

        const auto room = reader.prepare();
        const auto piece = sent.substr(0, std::min({room.size(), at_a_time, k_read_at_most}));
        std::memcpy(room.data(), piece.data(), piece.size());
        reader.commit(piece.size());
        sent.remove_prefix(piece.size());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    input given(data, size);
    const auto at_a_time = leading_number(given.line());
    auto whole = read(given.rest(), k_read_at_most);
    if (at_a_time == 0) return 0;

    // How the bytes come in pieces is the network's business, and must not make other requests of them. Only where a head or a
    // trailer has about the length that it may have, one of the two may be refused.
    auto pieced = read(given.rest(), at_a_time);
    if (whole.refused_with == 431 || pieced.refused_with == 431) {
        const auto read_by_both = std::min(whole.requests.size(), pieced.requests.size());
        whole.requests.resize(read_by_both);
        pieced.requests.resize(read_by_both);
    }
    require(whole.requests == pieced.requests, "the same bytes are other requests when they come in pieces",
            given.rest());
    return 0;
}
