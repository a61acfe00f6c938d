#pragma once

// Asks a Jellyfin or Emby server for lists: authenticates, opens the answer, explains failures.

#include "plugin/core/result.hpp"
#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/http_client.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>

namespace media_sync {

/// One window of a list.
struct base_item_page {
    boost::json::array elements;
    std::optional<std::int64_t> total; ///< of the whole list, if the server says and it can be true
};

/// Used by one thread at a time. Functions throw source_error and cancelled.
class base_item_api {
  public:
    /// `product` is what the server should be, for example "Jellyfin". `credential` goes with every request.
    base_item_api(std::string server, std::string product, http_header credential, http_settings settings);

    /// What the server says of itself to whoever asks; nullopt if it says nothing to strangers. The credential stays here.
    std::optional<boost::json::object> public_info(const url& address, const cancel_token& cancel);

    base_item_page list(const url& address, const cancel_token& cancel);

    /// All lists in their order, fetched some at a time. not_found where the server has no such thing (404) and unsupported
    /// where it keeps it from the user (403), the text as the end of a sentence about the server.
    std::vector<result<base_item_page>> lists(std::span<const url> addresses, const cancel_token& cancel);

    const std::string& product() const { return product_; }

    /// The error that the server, asked for `address`, did `what`.
    source_error error(const url& address, std::string_view what) const;

  private:
    base_item_page opened(const url& address, const http_response& response) const;
    std::string explained(int status, const std::string& with) const;
    std::string not_the_product(int status, const std::string& with) const;

    std::string product_;
    http_header credential_;
    http_client http_;
};

} // namespace media_sync
