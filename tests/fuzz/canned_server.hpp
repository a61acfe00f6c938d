#pragma once

// A media server that knows a few answers and gives them one after the other, over and over, whatever it is asked.
//
// The sources find it in place of the network: canned_server.cpp defines the members of http_client, so that the linker has
// no need of those in http_client.cpp.

#include "plugin/media_servers/http_client.hpp"

#include <string_view>
#include <vector>

namespace suasor::fuzz {

/// The one that is asked while it lives; one at a time.
class canned_server {
  public:
    /// `script` holds the answers, between lines of "%%". Each begins with its HTTP status and a blank, or is one with status 200.
    explicit canned_server(std::string_view script);
    canned_server(const canned_server&) = delete;
    canned_server& operator=(const canned_server&) = delete;
    ~canned_server();

    static canned_server& asked();

    /// Ends the process if the request is none that may be sent, or if it is one of so many that they will never end.
    media_sync::http_response answer(const media_sync::http_request& request);

  private:
    std::vector<media_sync::http_response> answers_;
    std::size_t next_ = 0;
    std::size_t times_asked_ = 0;
    std::size_t patience_;
};

/// Where it is, and what it wants to be shown.
inline constexpr std::string_view k_base_url = "http://media.test/base";
inline constexpr std::string_view k_secret = "c0nfidentialAccessToken";

} // namespace suasor::fuzz
