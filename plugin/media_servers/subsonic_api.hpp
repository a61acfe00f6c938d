#pragma once

// Calls methods of a Subsonic server: signs the request, opens the envelope, explains failures.

#include "plugin/core/result.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_client.hpp"
#include "plugin/media_servers/subsonic_credentials.hpp"
#include "plugin/media_servers/subsonic_envelope.hpp"

#include <boost/json/object.hpp>

#include <utility>

namespace media_sync {

struct subsonic_call {
    std::string method; ///< for example "getAlbum"
    std::vector<std::pair<std::string, std::string>> parameters;
};

/// Begins with token authentication and goes over to the password for good when the server cannot do tokens: on error 41 or
/// 42, and on 10, which supysonic 0.7.2 answers because it looks for the parameter p.
///
/// Used by one thread at a time. Functions throw source_error and cancelled.
class subsonic_api {
  public:
    subsonic_api(std::string server, const subsonic_config& config, http_settings settings);

    /// The content of the envelope.
    boost::json::object call(const subsonic_call& call, const cancel_token& cancel);

    /// The contents of all envelopes, in order, fetched some at a time. not_found where the server says so (error 70), with
    /// its message; throws for every other failure.
    std::vector<result<boost::json::object>> call_all(std::span<const subsonic_call> calls, const cancel_token& cancel);

    /// Where the server serves a picture to whoever adds credentials.
    std::string cover_art_url(std::string_view id) const;

    const std::string& server() const { return http_.server(); }

  private:
    url address(const subsonic_call& call) const;
    http_request signed_request(const subsonic_call& call) const;
    std::vector<http_response> fetch(std::span<const subsonic_call> calls, const cancel_token& cancel);
    bool cannot_do_tokens(const subsonic_failure& failure) const;
    [[noreturn]] void fail(const subsonic_call& call, std::string_view what) const;
    std::string explained(const subsonic_failure& failure) const;
    std::string explained(const not_subsonic& answer, int status) const;

    url base_;
    subsonic_credentials credentials_;
    http_client http_;
    bool use_password_ = false;
};

} // namespace media_sync
