#pragma once

#include "http/request.hpp"
#include "http/server.hpp"
#include "secret.hpp"

#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <string_view>

namespace sample_host {
class logger;
class users;
} // namespace sample_host

namespace sample_host::http {

inline constexpr std::string_view k_session_cookie = "suasor_session";

/// What follows "Bearer " in the Authorization header.
std::optional<secret> bearer_token(const request& asked);

/// The value of the session cookie.
std::optional<secret> cookie_token(const request& asked);

/// True if a browser says that a page of another origin made this request.
bool is_from_another_origin(const request& asked);

/// Tells who asks by bearer token or, without one, by session cookie; asks the database on `workers` when memory does not
/// know the token. A request that changes something and comes with a cookie from a page of another origin is refused: the
/// cookie is SameSite=Strict, but other ports of this machine are the same site. All three must outlive the server.
authenticator create_token_authenticator(users& accounts, boost::asio::thread_pool& workers, logger& log);

} // namespace sample_host::http
