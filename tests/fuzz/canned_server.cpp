#include "fuzz/canned_server.hpp"

#include "fuzz/input.hpp"
#include "plugin/core/sync/media_source.hpp"

#include <algorithm>
#include <charconv>

namespace suasor::fuzz {

namespace {

using media_sync::http_request;
using media_sync::http_response;
using media_sync::url;

// The elements of a list are fewer than the bytes of the script, and a source may ask once for each of them and go over a
// list more than once.
constexpr std::size_t k_requests_per_byte = 8;
constexpr std::size_t k_spare_requests = 1000;

canned_server* current = nullptr;

http_response parse_answer(std::string_view text) {
    int status = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 3), status);
    if (parsed.ec != std::errc{} || status < 100) return {200, std::string(text)};
    text.remove_prefix(std::min<std::size_t>(text.size(), 4));
    return {status, std::string(text)};
}

bool fits_a_header(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

} // namespace

canned_server::canned_server(std::string_view script)
    : patience_(k_spare_requests + k_requests_per_byte * script.size()) {
    input parts(reinterpret_cast<const std::uint8_t*>(script.data()), script.size());
    do
        answers_.push_back(parse_answer(parts.until("\n%%\n")));
    while (!parts.empty());
    current = this;
}

canned_server::~canned_server() {
    current = nullptr;
}

canned_server& canned_server::asked() {
    require(current, "a server is asked although there is none");
    return *current;
}

http_response canned_server::answer(const http_request& request) {
    static const auto base = url::parse(k_base_url).value();
    require(request.target.same_origin(base), "the credentials go to another server", request.target.text());
    for (const auto& header : request.headers)
        require(fits_a_header(header.name) && fits_a_header(header.value.reveal()), "a header holds a line break",
                header.value.reveal());
    require(++times_asked_ <= patience_, "the source asks for ever", request.target.text());

    return answers_[next_++ % answers_.size()];
}

} // namespace suasor::fuzz

namespace media_sync {

http_client::http_client(std::string server, http_settings settings)
    : server_(std::move(server)), settings_(std::move(settings)) {}

http_response http_client::get(const http_request& request, const cancel_token&) {
    auto response = suasor::fuzz::canned_server::asked().answer(request);
    if (response.status == 429 || response.status >= 500)
        throw source_error(server_ + ": answered an error, again and again");
    return response;
}

std::vector<http_response> http_client::get_all(std::span<const http_request> requests, const cancel_token& cancel) {
    std::vector<http_response> responses;
    for (const auto& request : requests)
        responses.push_back(get(request, cancel));
    return responses;
}

} // namespace media_sync
