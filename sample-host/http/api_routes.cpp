#include "http/api_routes.hpp"

#include "http/api_error.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace sample_host::http {
namespace {

answer answer_of(const api_routes::public_handler& handle, const request& asked, logger& log) {
    try {
        return handle(asked);
    } catch (...) {
        const auto problem = describe_current_exception(log);
        return error_answer(problem.status, problem.message, asked.request_id);
    }
}

} // namespace

void api_routes::add_public(std::string_view method, std::string_view pattern, public_handler handle) {
    routes_.add(method, pattern,
                [handle = std::move(handle), &workers = workers_, &log = log_](const request& asked,
                                                                               std::shared_ptr<responder> to) {
                    boost::asio::post(workers, [&handle, &log, asked, to = std::move(to)] {
                        auto [head, body] = answer_of(handle, asked, log);
                        to->send(std::move(head), std::move(body));
                    });
                });
}

void api_routes::add(std::string_view method, std::string_view pattern, user_handler handle) {
    add_public(method, pattern, [handle = std::move(handle)](const request& asked) {
        if (!asked.principal) return error_answer(401, "sign in, or send a bearer token", asked.request_id);
        return handle(asked, *asked.principal);
    });
}

} // namespace sample_host::http
