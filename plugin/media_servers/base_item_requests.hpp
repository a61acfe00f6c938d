#pragma once

// What Jellyfin and Emby ask differently although they list the same kind of items: the addresses of their lists.

#include "plugin/core/media/media_item.hpp"
#include "plugin/media_servers/url.hpp"

namespace media_sync {

/// The part of a list that is asked for.
struct list_window {
    std::int64_t start = 0;
    int size = 0;
    bool with_total = true; ///< counting costs the server something
};

/// Which items of the whole server a list has, and what is told of each.
struct base_item_query {
    enum class selection {
        all,
        played, ///< to the end, at least once; the last played first
        begun,  ///< and never played to the end
        liked,
    };

    std::vector<item_type> types; ///< artists are asked for alone
    selection only = selection::all;
    bool of_user() const {
        return only != selection::all;
    } ///< what the user did with the items, and little else of them
};

class base_item_requests {
  public:
    virtual ~base_item_requests() = default;

    virtual url items(const std::string& user, const base_item_query& query, const list_window& window) const = 0;

    /// Of one playlist or collection.
    virtual url entries(const std::string& user, item_type list, const std::string& id,
                        const list_window& window) const = 0;

    virtual url users(const list_window& window) const = 0;
};

} // namespace media_sync
