#pragma once

// Asks a Plex Media Server: signs the request, opens the container of the answer, explains failures.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/http_client.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace media_sync {

struct plex_request {
    std::vector<std::string> path; ///< segments, not encoded: {"library", "sections"}
    std::vector<std::pair<std::string, std::string>> parameters{};
};

/// The part of a list that is asked for.
struct plex_range {
    std::int64_t start = 0;
    std::int64_t size = 0;
};

/// "MediaContainer", which is around every answer.
class plex_container {
  public:
    explicit plex_container(boost::json::object content) : content_(std::move(content)) {}

    /// Takes out the elements of one kind, "Metadata" or "Directory"; none if the server left the key out, as it does for an
    /// empty list.
    std::vector<boost::json::value> take(std::string_view kind = "Metadata");

    /// How many elements the whole list has. A server that sends no total has sent everything. nullopt if what it says cannot
    /// be true.
    std::optional<std::int64_t> total() const;

    /// A text beside the elements, "" if there is none.
    std::string text(std::string_view name) const;

  private:
    boost::json::object content_;
};

/// The server has understood what it was asked for, and has not got it or will not give it.
class plex_refusal : public source_error {
  public:
    plex_refusal(int status, const std::string& text) : source_error(text), status_(status) {}

    /// 401, 403 or 404.
    int status() const { return status_; }

  private:
    int status_;
};

/// Used by one thread at a time. Functions throw source_error and cancelled.
class plex_api {
  public:
    plex_api(std::string server, const plex_config& config, http_settings settings);

    /// What the server says of itself to whoever asks. The token stays here.
    plex_container identity(const cancel_token& cancel);

    /// Without a range the whole list. Throws plex_refusal where the server has no such thing (404) or keeps it from the
    /// token's user (401, 403).
    plex_container get(const plex_request& request, const cancel_token& cancel, std::optional<plex_range> range = {});

    /// Where a picture is, without the token that the server wants of whoever fetches it. `reference` is what the server says: a
    /// path, of which a query is cut off, or the address of a public picture. "" for anything else.
    std::string picture_url(const std::string& reference) const;

    const std::string& server() const { return http_.server(); }

  private:
    url address(const plex_request& request) const;
    plex_container container_in(const plex_request& request, const http_response& response) const;
    http_request signed_request(const plex_request& request, std::optional<plex_range> range) const;
    std::string about(const plex_request& request, std::string_view what) const;

    url base_;
    secret token_;
    http_client http_;
};

} // namespace media_sync
