#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host::http {

/// Names requests for logs and error bodies. [any-thread]
class request_ids {
  public:
    request_ids();

    /// What the client sent as X-Request-Id if it is fit for a log line: 1 to 128 of [A-Za-z0-9._:-]; else a new one.
    std::string accept_or_make(std::optional<std::string_view> sent);

  private:
    const std::uint64_t process_; // tells the ids of two processes apart
    std::atomic<std::uint64_t> next_{1};
};

} // namespace sample_host::http
