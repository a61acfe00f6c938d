#pragma once

// One attempt at one GET: what libcurl is told, and what came of it.

#include "plugin/media_servers/http_client.hpp"

#include <optional>

namespace media_sync {

struct attempt_outcome {
    enum class kind {
        answered,  ///< there is a response, whatever its status
        retryable, ///< the connection failed in a way that may pass
        untrusted, ///< the server's certificate could not be verified
        hopeless,  ///< trying again cannot help
        too_large, ///< the body exceeded the limit
    };
    kind what = kind::hopeless;
    std::string error; ///< libcurl's words, unless answered
    http_response response;
    std::optional<std::chrono::seconds> retry_after;
    std::string redirect; ///< where the response points to, absolute; "" if it is no redirect
};

/// Runs within a multi handle from construction on; leaves it at the latest when destroyed, which aborts the transfer.
class http_attempt {
  public:
    http_attempt(CURLM* multi, const url& target, const std::vector<http_header>& headers,
                 const http_settings& settings);
    ~http_attempt();
    http_attempt(const http_attempt&) = delete;
    http_attempt& operator=(const http_attempt&) = delete;

    bool owns(const CURL* easy) const { return easy_.get() == easy; }

    /// What came of it, once the multi handle has reported `code`. To be called once.
    attempt_outcome finish(CURLcode code);

  private:
    static std::size_t receive(char* data, std::size_t size, std::size_t count, void* self);

    CURLM* multi_;
    std::size_t max_body_;
    std::string body_;
    bool too_large_ = false;
    char error_[CURL_ERROR_SIZE] = {};
    curl_list headers_;
    curl_easy_handle easy_;
};

} // namespace media_sync
