#include "plex_server.hpp"

#include "generated_server.hpp"
#include "support/fake_servers/fake_plex.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace media_sync::test {

namespace {

namespace json = boost::json;
using suasor::testing::fake_plex;

std::int64_t rounded_seconds(std::int64_t ms) {
    return (ms + 500) / 1000;
}

std::string milliseconds(std::int64_t seconds) {
    auto text = iso_time(seconds);
    text.insert(text.size() - 1, ".000");
    return text;
}

suasor::testing::plex_dialect with_pages_of(std::size_t largest) {
    suasor::testing::plex_dialect dialect;
    dialect.largest_page = largest;
    return dialect;
}

class plex_server final : public generated_server {
  public:
    plex_server(generated_library library, std::size_t largest_page)
        : server_(std::move(library), with_pages_of(largest_page)) {}

    std::string type() const override { return "plex"; }
    std::string config() const override {
        return json::serialize(
            json::object{{"details", {{"core", {{"baseURL", server_.base_url()}, {"type", "plex"}}}}},
                         {"username", "me"},
                         {"token", fake_plex::k_token}});
    }
    std::vector<std::string> secrets() const override { return {fake_plex::k_token}; }
    std::string operation_of(const std::string& item_type) const override {
        return item_type == "playlist" ? "playlists" : item_type == "collection" ? "collections" : "all";
    }

  protected:
    suasor::testing::library_server& server() const override { return server_; }
    std::string id_of(int number) const override { return fake_plex::id_of(number); }

    json::object details_of(const library_index&, const generated_item& item) const override {
        json::object details{{"title", item.title}};
        put(details, "description", json::value(item.overview));
        // Noon, of which Plex tells the date alone.
        if (item.released != 0) details["releaseDate"] = iso_time(item.released - 12 * 3600);
        if (item.year != 0) details["releaseYear"] = item.year;
        details["addedAt"] = iso_time(item.added);
        details["updatedAt"] = iso_time(item.added + 5);
        put(details, "genres", json::value_from(item.genres));
        put(details, "tags", json::value_from(item.tags));
        put(details, "studio", json::value(item.studio));
        json::array ids;
        for (const auto& [source, id] : external_ids_of(item))
            ids.push_back({{"source", source}, {"id", id}});
        put(details, "externalIDs", std::move(ids));
        put(details, "contentRating", json::value(item.content_rating));
        if (item.community_rating != 0)
            details["ratings"] = json::array{{{"source", "tmdb"}, {"value", item.community_rating}}};
        put(details, "artwork", artwork_of(item));
        if (item.runtime_ms != 0) details["durationSeconds"] = rounded_seconds(item.runtime_ms);
        return details;
    }

    json::array credits_of(const generated_item& item) const override {
        json::array credits;
        for (const auto* job : {"Director", "Writer"})
            for (const auto& person : item.credits)
                if (person.job == job) credits.push_back({{"name", person.name}, {"role", job}, {"isCrew", true}});
        for (const auto& person : item.credits)
            if (person.job == "Actor" || person.job == "GuestStar")
                credits.push_back(
                    {{"name", person.name}, {"role", "Actor"}, {"character", person.character}, {"isCast", true}});
        return credits;
    }

    void add_facts(json::object& data, const library_index&, const generated_item& item) const override {
        if (item.kind != media_kind::movie) return;
        data["resolution"] = "1080";
        data["videoCodec"] = item.video_codec;
        data["audioCodec"] = item.audio_codec;
    }

    bool is_smart(const generated_item& list) const override {
        return list.kind == media_kind::playlist && list.number % 3 == 0;
    }

    std::optional<json::object> state_of(const generated_item& item, bool history, bool) const override {
        const auto& state = item.state;
        const bool touched = state.play_count > 0 || state.position_ms != 0 || state.last_played != 0;
        if (!history || !is_playable(item.kind) || (!touched && !state.rating)) return std::nullopt;

        const auto last = touched ? json::value(milliseconds(state.last_played)) : json::value();
        const auto position = rounded_seconds(state.position_ms);
        const auto duration = rounded_seconds(item.runtime_ms);
        double percentage = touched && position == 0 ? 100.0 : 0.0;
        if (position != 0) percentage = 100.0 * static_cast<double>(position) / static_cast<double>(duration);
        return json::object{{"firstPlayed", last},
                            {"lastPlayed", last},
                            {"favorite", 0},
                            {"rating", state.rating.value_or(0)},
                            {"percentage", std::round(percentage * 1e6) / 1e6},
                            {"plays", state.play_count},
                            {"position", position},
                            {"duration", touched ? duration : 0},
                            {"completed", state.play_count > 0 ? 1 : 0}};
    }

  private:
    json::object artwork_of(const generated_item& item) const {
        json::object artwork;
        const auto path = server_.base_url() + "/library/metadata/" + id_of(item.number);
        if (item.has_art) {
            artwork["poster"] = path + "/thumb/1700000000";
            artwork["background"] = path + "/art/1700000000";
            if (item.kind == media_kind::episode) artwork["thumbnail"] = path + "/thumb/1700000000";
        } else if (item.kind == media_kind::playlist) {
            artwork["poster"] = server_.base_url() + "/playlists/" + id_of(item.number) + "/composite/1700000000";
        }
        return artwork;
    }

    mutable fake_plex server_; // its library is asked for behind a lock
};

} // namespace

std::unique_ptr<synced_server> create_plex_server(generated_library library, std::size_t largest_page) {
    return std::make_unique<plex_server>(std::move(library), largest_page);
}

} // namespace media_sync::test
