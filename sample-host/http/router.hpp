#pragma once

#include "http/request.hpp"
#include "http/responder.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sample_host::http {

/// Takes a request. Called concurrently from the server's threads, must not block; what it throws is answered with 500.
using handler = std::function<void(const request&, std::shared_ptr<responder>)>;

/// Whether the server finds out who asks before it calls a handler. With `ignored` it calls it also while nobody could tell.
enum class identity { asked, ignored };

/// What a request line leads to. `handle` is null if there is nothing: then `allow` holds the methods that the path does
/// have (405), or is empty (404).
struct route_match {
    const handler* handle = nullptr;
    identity caller = identity::asked;
    field_list params = {};
    std::vector<std::string> allow = {};
};

/// The table of routes. A pattern is a path of segments: static ("jobs") or ":name", which matches exactly one segment
/// that is not empty. At each segment static beats ":name", whatever the order of adding; a path whose static branch
/// leads nowhere tries the ":name" branch. HEAD reaches the handler of GET.
///
/// Filled before the server starts and left alone until it has stopped, so that matching needs no lock.
class router {
  public:
    router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;
    ~router();

    /// Throws suasor::error: SUASOR_E_EXISTS if the method has a pattern that differs at most in the names of its
    /// parameters, SUASOR_E_INVALID_ARGUMENT for a malformed method or pattern.
    void add(std::string_view method, std::string_view pattern, handler handle, identity caller = identity::asked);

    /// Takes a route out and destroys its handler; does nothing if there is none.
    void remove(std::string_view method, std::string_view pattern) noexcept;

    /// `path` is as sent, without the query. A segment with broken percent-encoding matches nothing.
    route_match match(std::string_view method, std::string_view path) const;

  private:
    struct route;
    struct node;
    std::unique_ptr<node> root_;
};

} // namespace sample_host::http
