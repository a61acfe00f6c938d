#pragma once

// Reads a list of a Plex server page by page, without losing an element when the list changes on the way.

#include "plugin/media_servers/plex_api.hpp"

#include <unordered_map>
#include <unordered_set>

namespace media_sync {

/// How far a list has been read.
struct plex_place {
    std::int64_t offset = 0;
    std::string anchor{}; ///< the element before the offset; "" at the beginning
};

struct plex_slice {
    std::vector<boost::json::value> elements; ///< those not delivered with the slice before
    std::optional<plex_place> next;           ///< nullopt: the list is at its end
};

/// A page begins with the last element of the one before. If it does not, the list has moved, and the page before is read
/// again: elements may then come twice, but none is left out.
class plex_list {
  public:
    static constexpr std::int64_t k_page_size = 500;

    plex_list(plex_api& api, plex_request request, std::int64_t page_size = k_page_size)
        : api_(api), request_(std::move(request)), page_size_(page_size) {}

    /// The elements behind a place, which may come from another process. Throws source_error if the server gives the same
    /// page for every offset, or pages that do not connect; else as plex_api does.
    plex_slice next(const plex_place& from, const cancel_token& cancel);

    /// What plex_container::total says of the whole list.
    std::optional<std::int64_t> total(const cancel_token& cancel);

    const plex_request& request() const { return request_; }

  private:
    struct fetched_page {
        std::int64_t start = 0;
        std::vector<boost::json::value> elements;
        std::optional<std::int64_t> total;
    };
    fetched_page fetch(std::int64_t start, const cancel_token& cancel);
    fetched_page fetch_connected(std::int64_t start, const cancel_token& cancel);
    void note_restart();
    source_error changes_too_fast() const;

    plex_api& api_;
    plex_request request_;
    std::int64_t page_size_;
    std::unordered_set<std::string> previous_;    ///< identities of the page before
    std::unordered_map<std::size_t, int> visits_; ///< of each page, by a hash of what it held
    int restarts_ = 0;
};

} // namespace media_sync
