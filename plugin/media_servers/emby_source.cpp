#include "plugin/media_servers/emby_source.hpp"

#include "plugin/media_servers/base_item_kind.hpp"
#include "plugin/media_servers/base_item_source.hpp"

namespace media_sync {

namespace {

// The server keeps back nearly everything that it is not asked for.
std::string emby_fields(item_type type) {
    const std::string general = "ProductionYear,PremiereDate,DateCreated,OfficialRating,CommunityRating,CriticRating,"
                                "ProviderIds,Overview,Genres,Studios,People,Tags";
    switch (type) {
    case item_type::movie:
        return general + ",MediaStreams,RemoteTrailers";
    case item_type::series:
        return general + ",ChildCount,RecursiveItemCount,Status";
    case item_type::season:
    case item_type::album:
        return general + ",ChildCount";
    case item_type::artist:
        return general + ",ItemCounts";
    default:
        return general;
    }
}

url with_emby_window(const url& address, const list_window& window) {
    return address.with("StartIndex", std::to_string(window.start)).with("Limit", std::to_string(window.size));
}

// Every answer has a total: this server knows no parameter against it.
class emby_requests final : public base_item_requests {
  public:
    explicit emby_requests(url root) : root_(std::move(root)) {}

    url items(const std::string& user, const base_item_query& query, const list_window& window) const override {
        auto address = query.types.front() == item_type::artist ? artists(user) : items_of(user, query.types);
        address = with_emby_window(selected(address, query), window);
        if (query.of_user())
            return address.with("EnableUserData", "true")
                .with("EnableImages", "false")
                .with("Fields", "UserDataPlayCount,UserDataLastPlayedDate");
        return address.with("EnableUserData", "false").with("Fields", emby_fields(query.types.front()));
    }

    url entries(const std::string& user, item_type list, const std::string& id,
                const list_window& window) const override {
        const auto address = list == item_type::playlist ? (root_ / "Playlists" / id / "Items").with("UserId", user)
                                                         : (root_ / "Users" / user / "Items").with("ParentId", id);
        return with_emby_window(address, window).with("EnableUserData", "false").with("EnableImages", "false");
    }

    url users(const list_window& window) const override { return with_emby_window(root_ / "Users" / "Query", window); }

  private:
    url artists(const std::string& user) const {
        return (root_ / "Artists" / "AlbumArtists").with("UserId", user).with("Recursive", "true");
    }

    url items_of(const std::string& user, const std::vector<item_type>& types) const {
        return (root_ / "Users" / user / "Items")
            .with("Recursive", "true")
            .with("IncludeItemTypes", base_item_kinds(types))
            .with("GroupItemsIntoCollections", "false");
    }

    static url selected(const url& address, const base_item_query& query) {
        switch (query.only) {
        case base_item_query::selection::played:
            return address.with("IsPlayed", "true").with("SortBy", "DatePlayed").with("SortOrder", "Descending");
        case base_item_query::selection::begun:
            return sorted(address.with("IsPlayed", "false").with("Filters", "IsResumable"));
        case base_item_query::selection::liked:
            return sorted(address.with("IsFavorite", "true"));
        case base_item_query::selection::all:
            break;
        }
        return sorted(address);
    }

    // What is added during a sync comes last, and moves nothing.
    static url sorted(const url& address) {
        return address.with("SortBy", "DateCreated,SortName").with("SortOrder", "Ascending");
    }

    url root_;
};

} // namespace

std::unique_ptr<media_source> create_emby_source(std::string server, const api_key_config& config,
                                                 http_settings settings) {
    return create_base_item_source(
        std::move(server), {"Emby", {"X-Emby-Token", config.api_key}, std::make_unique<emby_requests>(config.base_url)},
        config, std::move(settings));
}

} // namespace media_sync
