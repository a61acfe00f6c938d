#pragma once

// Walks over one list of a Jellyfin or Emby server by start index, and believes neither short pages nor totals.

#include "plugin/media_servers/base_item_api.hpp"
#include "plugin/media_servers/base_item_requests.hpp"
#include "plugin/media_servers/seen_ids.hpp"

#include <functional>

namespace media_sync {

/// Gives each element once, by id, even if the list shifts during the walk. It ends on an empty page, and on one without news
/// at or behind the total. What vanishes from the front of a list moves others past the walk: if it saw less than the total,
/// it goes over the list once more, for those.
class list_walk {
  public:
    using addressing = std::function<url(const list_window&)>;

    /// `total` is what the server has said already; if nothing, the walk asks.
    list_walk(base_item_api& api, addressing address, std::int64_t start, int page_size,
              std::optional<std::int64_t> total);

    /// The elements of the next page that have not been given yet, maybe none. Throws source_error if the server gives the same
    /// page for different start indexes, for then the others are out of reach, or leads in circles; else as base_item_api does.
    boost::json::array next(const cancel_token& cancel);

    bool ended() const { return ended_; }

    /// The index in the list at which the next page begins.
    std::int64_t start() const { return start_; }

  private:
    void end_pass();
    void judge_repetition(const url& address, std::size_t page, std::size_t size);

    base_item_api& api_;
    addressing address_;
    std::int64_t start_;
    const int page_size_;
    std::optional<std::int64_t> total_;
    bool began_at_first_;
    bool second_pass_ = false;
    bool ended_ = false;
    std::size_t pages_ = 0;
    std::size_t fruitless_pages_ = 0; ///< since the last news
    std::size_t most_fruitless_pages_;
    std::size_t last_page_ = 0; ///< a hash of what it held
    seen_ids seen_;
};

} // namespace media_sync
