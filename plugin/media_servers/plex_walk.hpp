#pragma once

// Reads several lists of a Plex server one after the other, as one listing.

#include "plugin/media_servers/plex_list.hpp"
#include "plugin/media_servers/plex_sections.hpp"

namespace media_sync {

class plex_walk {
  public:
    struct typed_slice {
        item_type type = item_type::movie; ///< of its elements
        std::vector<boost::json::value> elements;
        std::optional<std::string> next; ///< the cursor behind them; nullopt: there is no more
    };

    plex_walk(plex_api& api, std::vector<plex_leg> legs, std::int64_t page_size = plex_list::k_page_size);

    /// The elements behind a cursor, "" for the first ones. A cursor holds a leg's name, an offset, and the element before the
    /// offset; one that fits no leg begins again. Throws as plex_list does.
    typed_slice next(const std::string& cursor, const cancel_token& cancel);

    /// The sum over all legs; nullopt if the server does not tell that of one.
    std::optional<std::int64_t> total(const cancel_token& cancel);

  private:
    void enter(std::size_t leg);

    plex_api& api_;
    std::vector<plex_leg> legs_;
    std::int64_t page_size_;
    std::optional<plex_list> list_; ///< of the leg that is being read
    std::size_t leg_ = 0;
    std::string cursor_; ///< the one that goes on in `list_`
};

} // namespace media_sync
