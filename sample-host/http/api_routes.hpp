#pragma once

#include "http/answer.hpp"
#include "http/router.hpp"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <string_view>

namespace sample_host {
class logger;
}

namespace sample_host::http {

/// Adds routes whose handlers are plain functions that may block and throw: they run on the workers, and what they throw
/// is answered as describe_current_exception says.
class api_routes {
  public:
    using public_handler = std::function<answer(const request&)>;
    using user_handler = std::function<answer(const request&, const principal&)>;

    /// All three must outlive the routes.
    api_routes(router& routes, boost::asio::thread_pool& workers, logger& log)
        : routes_(routes), workers_(workers), log_(log) {}

    void add_public(std::string_view method, std::string_view pattern, public_handler handle);

    /// Nobody is answered 401.
    void add(std::string_view method, std::string_view pattern, user_handler handle);

  private:
    router& routes_;
    boost::asio::thread_pool& workers_;
    logger& log_;
};

} // namespace sample_host::http
