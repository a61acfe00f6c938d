#include "support/recording_router.hpp"

#include <algorithm>

namespace media_sync::test {

namespace {

// Borrowed from `from`.
std::vector<suasor::field> to_fields(const std::map<std::string, std::string>& from) {
    std::vector<suasor::field> fields;
    for (const auto& [name, value] : from)
        fields.push_back({name, value});
    return fields;
}

} // namespace

std::vector<std::string> recording_router::patterns() const {
    std::vector<std::string> all;
    for (const auto& route : routes_)
        all.push_back(route.method() + " " + route.pattern());
    return all;
}

void recording_router::ask(const std::string& pattern, const question& asked,
                           std::shared_ptr<recorded_exchange> exchange) {
    const auto route = std::ranges::find(routes_, pattern, &suasor::owned_route::pattern);
    if (route == routes_.end()) throw std::invalid_argument("there is no route " + pattern);

    const auto params = to_fields(asked.params);
    const auto query = to_fields(asked.query);
    const auto headers = to_fields(asked.headers);
    const suasor::c_request request({asked.method, pattern, "", "request-1", asked.who, params, query, headers});
    route->handle(request, recorded_exchange::responder_of(std::move(exchange)).release()->c());
}

std::shared_ptr<recorded_exchange> recording_router::ask(const std::string& pattern, const question& asked) {
    auto exchange = std::make_shared<recorded_exchange>(asked.method == "HEAD");
    ask(pattern, asked, exchange);
    return exchange;
}

recorded_answer recording_router::answer(const std::string& pattern, const question& asked) {
    const auto received = ask(pattern, asked)->wait_until([](const received_answer& so_far) {
        return so_far.phase != answer_phase::waiting && so_far.phase != answer_phase::streaming;
    });
    return {received.status, received.headers, received.body};
}

} // namespace media_sync::test
