#pragma once

// How patient and how greedy the HTTP client is.

#include "plugin/core/metrics.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace media_sync {

struct http_settings {
    std::string user_agent = "suasor-media-sync";
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::seconds stall_timeout{30};  ///< without a byte
    std::chrono::seconds total_timeout{600}; ///< of one attempt, for servers that send a byte now and then
    std::size_t max_body = 64 * 1024 * 1024; ///< after decompression
    int max_attempts = 6;
    std::chrono::milliseconds first_delay{500}; ///< before the second attempt; doubles from there
    std::chrono::milliseconds longest_delay{30'000};
    std::chrono::milliseconds longest_retry_after{300'000}; ///< a server that wants a longer pause is given up
    int max_redirects = 5;
    std::size_t parallel = 4;       ///< requests under way at the same time
    std::function<double()> jitter; ///< from [0, 1); random if empty
    /// Hears how long each attempt took; may be empty.
    std::function<void(std::chrono::steady_clock::duration)> on_attempt;
    std::function<void(retry_reason)> on_retry; ///< hears of each that is followed by another; may be empty
};

} // namespace media_sync
