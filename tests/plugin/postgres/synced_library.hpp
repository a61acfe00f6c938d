#pragma once

// A media server's library as a sync of one client writes it, run after run, and the items to put in it.

#include "plugin/core/media/mapped_item.hpp"
#include "stored_syncs_world.hpp"

namespace media_sync::postgres {

class synced_library {
  public:
    synced_library(stored_syncs_world& world, user_id owner)
        : world_(world), owner_(owner), client_(world.client(owner)) {
        begin();
    }

    client_id client() const { return client_; }

    /// Ends the run, if there is one, and begins the next.
    void begin() {
        if (claim_.id) world_.store().finish(claim_, {});
        const auto stored = world_.store().store({"system.media.sync", sync_type::full, {client_}, owner_});
        claim_ = world_.store().claim(stored.id).value().claim;
    }

    /// Writes items of one type as one batch of the run.
    item_counts write(const std::vector<media_item>& items) {
        std::vector<mapped_item> mapped;
        for (const auto& item : items)
            mapped.push_back(map_item(item));

        item_counts written;
        world_.store().commit_batch(claim_, {client_, "jellyfin", items.front().type(), owner_, mapped, {}},
                                    [&](const batch_outcome& outcome) {
                                        written = outcome.counts;
                                        return progress_row{};
                                    });
        return written;
    }

    /// Removes what the run has not written.
    std::int64_t sweep(item_type type) { return world_.store().sweep(claim_, client_, type).removed; }

  private:
    stored_syncs_world& world_;
    const user_id owner_;
    const client_id client_;
    run_claim claim_;
};

template <class Facts>
media_item item_with(const std::string& id, const std::string& title, Facts facts) {
    media_item item;
    item.source_id = id;
    item.details.title = title;
    item.facts = std::move(facts);
    return item;
}

template <class Facts>
media_item released(const std::string& id, const std::string& title, std::optional<int> year,
                    std::vector<external_id> ids, Facts facts = {}) {
    auto item = item_with(id, title, std::move(facts));
    item.details.release_year = year;
    item.details.external_ids = std::move(ids);
    return item;
}

inline media_item movie(const std::string& id, const std::string& title, std::optional<int> year = {},
                        std::vector<external_id> ids = {}) {
    return released<movie_facts>(id, title, year, std::move(ids));
}

inline media_item series(const std::string& id, const std::string& title, std::optional<int> year = {},
                         std::vector<external_id> ids = {}) {
    return released<series_facts>(id, title, year, std::move(ids));
}

inline media_item season(const std::string& id, const std::string& series, std::optional<int> number) {
    season_facts facts;
    facts.series_source_id = series;
    facts.season_number = number;
    return item_with(id, "Season", facts);
}

inline media_item episode(const std::string& id, const std::string& series, std::optional<int> season,
                          std::optional<int> number) {
    episode_facts facts;
    facts.series_source_id = series;
    facts.season_number = season;
    facts.episode_number = number;
    return item_with(id, "Episode " + id, facts);
}

inline media_item artist(const std::string& id, const std::string& name, std::vector<external_id> ids = {}) {
    return released<artist_facts>(id, name, {}, std::move(ids));
}

inline media_item album(const std::string& id, const std::string& artist, const std::string& title,
                        std::optional<int> year, std::vector<external_id> ids = {}) {
    album_facts facts;
    facts.artist_source_id = artist;
    return released(id, title, year, std::move(ids), facts);
}

inline media_item track(const std::string& id, const std::string& album, std::optional<int> disc,
                        std::optional<int> number, const std::string& title) {
    track_facts facts;
    facts.album_source_id = album;
    facts.disc_number = disc;
    facts.track_number = number;
    return item_with(id, title, facts);
}

} // namespace media_sync::postgres
