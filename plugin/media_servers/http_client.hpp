#pragma once

// Fetches documents from one media server, with the patience, the limits and the discretion that a server on the network
// needs.

#include "plugin/core/secret.hpp"
#include "plugin/core/sync/cancel_token.hpp"
#include "plugin/media_servers/curl_handles.hpp"
#include "plugin/media_servers/http_settings.hpp"
#include "plugin/media_servers/url.hpp"

#include <span>
#include <vector>

namespace media_sync {

struct http_header {
    std::string name;
    secret value; ///< may well be a token
};

/// A GET.
struct http_request {
    url target;
    std::vector<http_header> headers;
};

struct http_response {
    int status = 0;
    std::string body;
};

/// Connection errors, time-outs, 429 and 5xx are tried again after a jittered, doubling pause or after what Retry-After
/// says. Redirects are followed within the origin of the request only, because the request carries a token. TLS is
/// verified. A proxy is taken from the environment (http_proxy, https_proxy, no_proxy), as curl's users expect.
///
/// Used by one thread at a time. Connections are kept open between calls.
class http_client {
  public:
    /// `server` names the server in errors, for example `Subsonic server "Home"`.
    http_client(std::string server, http_settings settings);

    /// The answer, whatever its status, 429 and 5xx aside. Throws source_error when the server cannot be reached or goes on
    /// failing, redirects elsewhere, or sends too much; throws cancelled within 100 ms of the token's word.
    http_response get(const http_request& request, const cancel_token& cancel);

    /// The answers to all requests, in their order, some of them asked for at the same time. Throws as get does, then for the
    /// first failure.
    std::vector<http_response> get_all(std::span<const http_request> requests, const cancel_token& cancel);

    const std::string& server() const { return server_; }

  private:
    curl_library library_;
    std::string server_;
    http_settings settings_;
    curl_multi_handle multi_;
};

} // namespace media_sync
