// Where a host listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sample_host {

struct listen_address {
    std::string host; ///< numeric
    std::uint16_t port = 0;
    bool loopback = true;

    /// "http://127.0.0.1:8080"
    std::string url(std::uint16_t bound_port) const;
};

/// Reads "127.0.0.1:8080", "localhost:0" or "[::1]:8080". Throws suasor::error SUASOR_E_INVALID_ARGUMENT.
listen_address parse_listen_address(std::string_view text);

} // namespace sample_host
