#include "plugin/media_servers/jellyfin_source.hpp"

#include "plugin/media_servers/base_item_kind.hpp"
#include "plugin/media_servers/base_item_source.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

// Beyond what the server tells without being asked.
std::string jellyfin_fields(item_type type) {
    const std::string general = "ProviderIds,Overview,Genres,Studios,DateCreated,People,Tags";
    switch (type) {
    case item_type::movie:
        return general + ",MediaStreams,RemoteTrailers";
    case item_type::series:
        return general + ",ChildCount,RecursiveItemCount";
    case item_type::season:
    case item_type::album:
        return general + ",ChildCount";
    case item_type::artist:
        return general + ",ItemCounts";
    default:
        return general;
    }
}

url with_jellyfin_window(url address, const list_window& window) {
    return address.with("startIndex", std::to_string(window.start)).with("limit", std::to_string(window.size));
}

class jellyfin_requests final : public base_item_requests {
  public:
    explicit jellyfin_requests(url root) : root_(std::move(root)) {}

    url items(const std::string& user, const base_item_query& query, const list_window& window) const override {
        auto address = query.types.front() == item_type::artist ? artists() : items_of(query.types);
        address = with_jellyfin_window(selected(address.with("userId", user), query), window);
        if (!window.with_total) address = address.with("enableTotalRecordCount", "false");
        if (query.of_user()) return address.with("enableUserData", "true").with("enableImages", "false");
        return address.with("enableUserData", "false").with("fields", jellyfin_fields(query.types.front()));
    }

    url entries(const std::string& user, item_type list, const std::string& id,
                const list_window& window) const override {
        const auto address =
            list == item_type::playlist ? root_ / "Playlists" / id / "Items" : (root_ / "Items").with("parentId", id);
        return with_jellyfin_window(address.with("userId", user), window)
            .with("enableUserData", "false")
            .with("enableImages", "false");
    }

    // Always all of them.
    url users(const list_window&) const override { return root_ / "Users"; }

  private:
    url artists() const { return root_ / "Artists" / "AlbumArtists"; }

    url items_of(const std::vector<item_type>& types) const {
        return (root_ / "Items")
            .with("recursive", "true")
            .with("includeItemTypes", base_item_kinds(types))
            .with("excludeLocationTypes", "Virtual")
            .with("collapseBoxSetItems", "false");
    }

    static url selected(const url& address, const base_item_query& query) {
        switch (query.only) {
        case base_item_query::selection::played:
            return address.with("isPlayed", "true").with("sortBy", "DatePlayed").with("sortOrder", "Descending");
        case base_item_query::selection::begun:
            return sorted(address.with("isPlayed", "false").with("filters", "IsResumable"));
        case base_item_query::selection::liked:
            return sorted(address.with("isFavorite", "true"));
        case base_item_query::selection::all:
            break;
        }
        return sorted(address);
    }

    // What is added during a sync comes last, and moves nothing.
    static url sorted(const url& address) {
        return address.with("sortBy", "DateCreated,SortName").with("sortOrder", "Ascending");
    }

    url root_;
};

} // namespace

std::unique_ptr<media_source> create_jellyfin_source(std::string server, const api_key_config& config,
                                                     http_settings settings) {
    // Newer servers take X-Emby-Token and api_key only if told to.
    http_header credential{"Authorization", fmt::format("MediaBrowser Token=\"{}\"", config.api_key.reveal())};
    return create_base_item_source(
        std::move(server), {"Jellyfin", std::move(credential), std::make_unique<jellyfin_requests>(config.base_url)},
        config, std::move(settings));
}

} // namespace media_sync
