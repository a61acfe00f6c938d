#include "plugin/media_servers/plex_source.hpp"

#include "plugin/media_servers/plex_entries.hpp"
#include "plugin/media_servers/plex_history.hpp"
#include "plugin/media_servers/plex_items.hpp"
#include "plugin/media_servers/plex_sections.hpp"
#include "plugin/media_servers/plex_walk.hpp"
#include "plugin/media_servers/product_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace media_sync {

namespace {

// What a user can have played or rated.
constexpr std::array k_rated_types{item_type::movie,  item_type::series, item_type::season, item_type::episode,
                                   item_type::artist, item_type::album,  item_type::track};

// Each costs requests of its own.
constexpr std::int64_t k_lists_per_page = 20;

class plex_source final : public media_source {
  public:
    plex_source(std::string server, const plex_config& config, http_settings settings)
        : api_(std::move(server), config, std::move(settings)) {}

    std::string identify(const cancel_token& cancel) override {
        const auto identity = api_.identity(cancel);
        plex_sections(api_, cancel);
        return named("Plex", identity.text("version"));
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
        default:
            return {};
        }
    }

    std::optional<item_count> count(listing what, const cancel_token& cancel) override {
        if (what == listing::favorites()) return std::nullopt;
        const bool plays = what == listing::history();
        const auto total = plays ? plex_history::count(api_, cancel) : walk_over(what, cancel).total(cancel);
        if (!total) return std::nullopt;
        return item_count{*total, plays};
    }

    media_page next_page(listing what, const std::string& cursor, const cancel_token& cancel) override {
        if (what == listing::favorites()) return {};
        if (cursor.empty() || !walk_ || walked_ != what) begin(what, cancel);

        auto slice = walk_->next(cursor, cancel);
        media_page page;
        for (const auto& element : slice.elements) {
            if (what == listing::history()) {
                if (auto state = history_->state_of(element, slice.type)) page.states.push_back(std::move(*state));
            } else {
                add_plex_item(page, element, slice.type, api_);
            }
        }
        if (slice.type == item_type::playlist || slice.type == item_type::collection) fill_lists(page, cancel);

        page.next = std::move(slice.next);
        if (!page.next) end();
        return page;
    }

  private:
    plex_walk walk_over(listing what, const cancel_token& cancel) {
        if (what == item_type::playlist) return {api_, plex_playlist_legs(), k_lists_per_page};

        const plex_sections sections(api_, cancel);
        if (what == item_type::collection) return {api_, sections.collection_legs(), k_lists_per_page};
        if (what.items()) return {api_, sections.legs_of(*what.items())};

        std::vector<plex_leg> legs;
        for (const auto type : k_rated_types)
            std::ranges::move(sections.legs_of(type), std::back_inserter(legs));
        return {api_, std::move(legs)};
    }

    // After the walk, because the sections tell a wrong token from a user who may not read the history.
    void begin(listing what, const cancel_token& cancel) {
        end();
        walk_.emplace(walk_over(what, cancel));
        walked_ = what;
        if (what == listing::history()) history_.emplace(api_, cancel);
    }

    void end() {
        walk_.reset();
        history_.reset();
    }

    // A list that has gone since it was listed is a failure.
    void fill_lists(media_page& page, const cancel_token& cancel) {
        std::vector<media_item> filled;
        for (auto& item : page.items) {
            auto entries = read_plex_entries(api_, item.type(), item.source_id, cancel);
            if (!entries) {
                page.failures.push_back({item.source_id, item.details.title,
                                         fmt::format("its entries cannot be read: {}", entries.error().text)});
                continue;
            }
            if (auto* playlist = std::get_if<playlist_facts>(&item.facts)) playlist->entries = std::move(*entries);
            if (auto* collection = std::get_if<collection_facts>(&item.facts))
                collection->entries = std::move(*entries);
            filled.push_back(std::move(item));
        }
        page.items = std::move(filled);
    }

    plex_api api_;
    std::optional<plex_walk> walk_; ///< under way, over the listing `walked_`
    listing walked_ = item_type::movie;
    std::optional<plex_history> history_; ///< while that is the history
};

} // namespace

std::unique_ptr<media_source> create_plex_source(std::string server, const plex_config& config,
                                                 http_settings settings) {
    return std::make_unique<plex_source>(std::move(server), config, std::move(settings));
}

} // namespace media_sync
