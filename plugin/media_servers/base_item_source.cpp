#include "plugin/media_servers/base_item_source.hpp"

#include "plugin/media_servers/base_item_api.hpp"
#include "plugin/media_servers/base_item_states.hpp"
#include "plugin/media_servers/base_item_user.hpp"
#include "plugin/media_servers/base_items.hpp"
#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/list_entries.hpp"
#include "plugin/media_servers/list_walk.hpp"
#include "plugin/media_servers/product_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace media_sync {

namespace {

namespace json = boost::json;
using selection = base_item_query::selection;

// What the server lists for a listing, one query after another. What users play are films, episodes and tracks: that a series
// or an album counts as played follows from them.
std::vector<base_item_query> queries_of(listing what) {
    if (const auto type = what.items()) return {{{*type}, selection::all}};
    const std::vector played{item_type::movie, item_type::episode, item_type::track};
    if (what == listing::history()) return {{played, selection::played}, {played, selection::begun}};
    return {{{item_type::movie, item_type::series, item_type::season, item_type::episode, item_type::album,
              item_type::track, item_type::playlist, item_type::collection},
             selection::liked},
            {{item_type::artist}, selection::liked}};
}

// Lists cost a request each, video comes with its cast.
int page_size(const base_item_query& query) {
    if (query.of_user()) return 500;
    switch (query.types.front()) {
    case item_type::playlist:
    case item_type::collection:
        return 50;
    case item_type::artist:
    case item_type::album:
    case item_type::track:
        return 500;
    default:
        return 200;
    }
}

// Emby does not say that it is Emby, and nobody else is asked for the rest.
std::string product_of(const json::object& info) {
    return text_field(info, "ProductName").starts_with("Jellyfin") ? "Jellyfin" : "Emby";
}

// A place in a listing: which of its queries, and the start index in what that lists. As text "START" or "QUERY:START".
struct position {
    std::size_t query = 0;
    std::int64_t start = 0;

    // A cursor that is none of ours begins again: whatever comes twice is recognised when it is written.
    static position parse(const std::string& cursor, std::size_t queries) {
        position at;
        const auto colon = cursor.find(':');
        const auto* end = cursor.data() + cursor.size();
        if (colon != std::string::npos) std::from_chars(cursor.data(), cursor.data() + colon, at.query);
        std::from_chars(colon == std::string::npos ? cursor.data() : cursor.data() + colon + 1, end, at.start);
        if (at.query >= queries || at.start < 0) return {};
        return at;
    }

    std::string text() const { return query == 0 ? std::to_string(start) : fmt::format("{}:{}", query, start); }
};

class base_item_source final : public media_source {
  public:
    base_item_source(std::string server, base_item_product product, const api_key_config& config,
                     http_settings settings)
        : root_(config.base_url), username_(config.username), user_(config.user_id),
          requests_(std::move(product.requests)),
          api_(std::move(server), std::move(product.name), std::move(product.credential), std::move(settings)) {}

    std::string identify(const cancel_token& cancel) override {
        const auto address = root_ / "System" / "Info" / "Public";
        auto name = api_.product();
        if (const auto info = api_.public_info(address, cancel)) {
            const auto product = product_of(*info);
            name = named(product, text_field(*info, "Version"));
            if (product != api_.product())
                throw api_.error(address, fmt::format("is {}; connect it as a client of that type", name));
        }

        // With the credential and the user of every sync.
        api_.list(requests_->items(user(cancel), queries_of(item_type::movie).front(), {0, 1, false}), cancel);
        return name;
    }

    std::vector<listing> listings_of(sync_type type) const override {
        switch (type) {
        case sync_type::movies:
            return {item_type::movie};
        case sync_type::series:
            return {item_type::series, item_type::season, item_type::episode};
        case sync_type::music:
            return {item_type::artist, item_type::album, item_type::track};
        case sync_type::playlists:
            return {item_type::playlist};
        case sync_type::collections:
            return {item_type::collection};
        case sync_type::history:
            return {listing::history()};
        case sync_type::favorites:
            return {listing::favorites()};
        default:
            return {};
        }
    }

    std::optional<item_count> count(listing what, const cancel_token& cancel) override {
        const auto queries = queries_of(what);
        item_count sum;
        bool complete = true;
        for (std::size_t i = 0; i < queries.size(); ++i) {
            const auto total = api_.list(requests_->items(user(cancel), queries[i], {0, 1, true}), cancel).total;
            totals_[{what, i}] = total;
            sum.value += total.value_or(0);
            complete &= total.has_value();
        }
        if (!complete) return std::nullopt;
        return sum;
    }

    media_page next_page(listing what, const std::string& cursor, const cancel_token& cancel) override {
        const auto queries = queries_of(what);
        const auto at = position::parse(cursor, queries.size());
        const auto& query = queries[at.query];
        auto& walk = walk_at(what, cursor, at, query, cancel);

        media_page page;
        add(page, walk.next(cancel), query);
        if (!query.of_user()) add_entries(page, cancel);

        if (!walk.ended())
            page.next = position{at.query, walk.start()}.text();
        else if (at.query + 1 < queries.size())
            page.next = position{at.query + 1, 0}.text();
        if (walk.ended()) walk_.reset();
        return page;
    }

  private:
    struct running_walk {
        listing what;
        std::size_t query;
        list_walk walk;
    };

    const std::string& user(const cancel_token& cancel) {
        if (user_.empty()) user_ = find_base_item_user(api_, *requests_, username_, cancel);
        return user_;
    }

    // The walk that has come to this place, else one that begins there.
    list_walk& walk_at(listing what, const std::string& cursor, const position& at, const base_item_query& query,
                       const cancel_token& cancel) {
        const bool goes_on = walk_ && !cursor.empty() && walk_->what == what && walk_->query == at.query &&
                             walk_->walk.start() == at.start;
        if (goes_on) return walk_->walk;

        auto address = [this, query, id = user(cancel)](const list_window& window) {
            return requests_->items(id, query, window);
        };
        const auto counted = totals_.find({what, at.query});
        walk_.emplace(running_walk{what, at.query,
                                   list_walk(api_, std::move(address), at.start, page_size(query),
                                             counted == totals_.end() ? std::nullopt : counted->second)});
        return walk_->walk;
    }

    void add(media_page& page, const json::array& elements, const base_item_query& query) const {
        for (const auto& element : elements) {
            if (query.of_user())
                add_base_item_state(page, element);
            else
                add_base_item(page, element, query.types.front(), root_);
        }
        // Not every server takes the two conditions together, and what was played to the end has come already.
        if (query.only == selection::begun)
            std::erase_if(page.states, [](const user_item_state& state) { return state.completed == true; });
    }

    // A list whose entries cannot be read is a failure: without them it would look as if it had become empty.
    void add_entries(media_page& page, const cancel_token& cancel) {
        if (page.items.empty()) return;
        const auto type = page.items.front().type();
        if (type != item_type::playlist && type != item_type::collection) return;

        const auto address = [&](std::size_t i, const list_window& window) {
            return requests_->entries(user(cancel), type, page.items[i].source_id, window);
        };
        const auto* const key = type == item_type::playlist ? "PlaylistItemId" : "Id";
        auto entries = read_list_entries(api_, page.items.size(), key, address, cancel);

        std::vector<media_item> whole;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            auto& item = page.items[i];
            if (!entries[i]) {
                page.failures.push_back(
                    {item.source_id, item.details.title,
                     fmt::format("its entries cannot be read: the server {}", entries[i].error().text)});
                continue;
            }
            if (auto* playlist = std::get_if<playlist_facts>(&item.facts)) playlist->entries = std::move(*entries[i]);
            if (auto* set = std::get_if<collection_facts>(&item.facts)) set->entries = std::move(*entries[i]);
            whole.push_back(std::move(item));
        }
        page.items = std::move(whole);
    }

    const url root_;
    const std::string username_;
    std::string user_; ///< the id; "" until it is looked up
    const std::unique_ptr<base_item_requests> requests_;
    base_item_api api_;
    std::map<std::pair<listing, std::size_t>, std::optional<std::int64_t>> totals_; ///< as last counted, by query
    std::optional<running_walk> walk_;
};

} // namespace

std::unique_ptr<media_source> create_base_item_source(std::string server, base_item_product product,
                                                      const api_key_config& config, http_settings settings) {
    return std::make_unique<base_item_source>(std::move(server), std::move(product), config, std::move(settings));
}

} // namespace media_sync
