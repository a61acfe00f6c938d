#include "base_item_server.hpp"

#include "generated_server.hpp"
#include "support/fake_servers/fake_emby.hpp"
#include "support/fake_servers/fake_jellyfin.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace media_sync::test {

namespace {

namespace json = boost::json;
using suasor::testing::fake_emby;
using suasor::testing::fake_jellyfin;

std::int64_t rounded_seconds(std::int64_t ms) {
    return (ms + 500) / 1000;
}

suasor::testing::base_item_dialect with_pages_of(std::size_t largest) {
    suasor::testing::base_item_dialect dialect;
    dialect.largest_page = largest;
    return dialect;
}

template <class Fake>
class base_item_server final : public generated_server {
  public:
    base_item_server(std::string type, generated_library library, std::size_t largest_page)
        : type_(std::move(type)), server_(std::move(library), with_pages_of(largest_page)) {}

    std::string type() const override { return type_; }
    std::string config() const override {
        return json::serialize(json::object{
            {"details", {{"core", {{"baseURL", server_.base_url()}, {"type", type_}}}, {"apiKey", Fake::k_key}}},
            {"userID", Fake::k_user_id},
            {"username", Fake::k_user}});
    }
    std::vector<std::string> secrets() const override { return {Fake::k_key}; }
    std::string operation_of(const std::string& item_type) const override {
        return item_type == "artist" ? "AlbumArtists" : "Items";
    }

  protected:
    suasor::testing::library_server& server() const override { return server_; }
    std::string id_of(int number) const override { return Fake::id_of(number); }

    json::object details_of(const library_index&, const generated_item& item) const override {
        json::object details{{"title", item.title}};
        put(details, "description", json::value(item.overview));
        if (item.released != 0) details["releaseDate"] = iso_time(item.released);
        if (item.year != 0) details["releaseYear"] = item.year;
        details["addedAt"] = iso_time(item.added);
        put(details, "genres", json::value_from(item.genres));
        put(details, "tags", json::value_from(item.tags));
        put(details, "studio", json::value(item.studio));
        json::array ids;
        for (const auto& [source, id] : external_ids_of(item))
            ids.push_back({{"source", source}, {"id", id}});
        put(details, "externalIDs", std::move(ids));
        put(details, "contentRating", json::value(item.content_rating));
        if (item.community_rating != 0)
            details["ratings"] = json::array{{{"source", "community"}, {"value", item.community_rating}}};
        if (item.has_art) {
            // The cover of a track is its album's.
            const bool track = item.kind == media_kind::track;
            const int shown = track ? item.parent : item.number;
            details["artwork"] = {
                {"poster", picture(shown, "Primary", "p" + std::to_string(shown))},
                {"background", picture(item.number, "Backdrop", "b%20" + std::to_string(item.number))}};
        }
        if (item.runtime_ms != 0) details["durationSeconds"] = rounded_seconds(item.runtime_ms);
        return details;
    }

    json::array credits_of(const generated_item& item) const override {
        json::array credits;
        for (const auto& person : item.credits) {
            json::object credit{{"name", person.name}, {"role", person.job}};
            const bool guest = person.job == "GuestStar";
            const bool acts = guest || person.job == "Actor";
            if (acts) credit["character"] = person.character;
            if (person.job == "Director") credit["photo"] = picture(1, "Primary", "face");
            credit[acts ? "isCast" : "isCrew"] = true;
            if (guest) credit["isGuest"] = true;
            credits.push_back(std::move(credit));
        }
        return credits;
    }

    void add_facts(json::object& data, const library_index& index, const generated_item& item) const override {
        if (item.kind == media_kind::series) data["status"] = "Ended";
        if (item.kind == media_kind::artist) {
            data["trackCount"] = index.grandchildren_of(item);
            if (item.number % 2 == 0) data["endYear"] = 1990;
        }
        if (item.kind != media_kind::movie) return;
        data["trailerUrl"] = "https://videos.example/" + std::to_string(item.number);
        data["resolution"] = std::to_string(item.width) + 'x' + std::to_string(item.height);
        data["videoCodec"] = item.video_codec;
        data["audioCodec"] = item.audio_codec;
    }

    bool is_smart(const generated_item&) const override { return false; }

    // Both listings tell all that the user did.
    std::optional<json::object> state_of(const generated_item& item, bool history, bool favorites) const override {
        const auto& state = item.state;
        const bool played = is_playable(item.kind) && (state.played || state.position_ms != 0);
        if (!(history && played) && !(favorites && state.favorite)) return std::nullopt;
        const auto last = state.last_played != 0 ? json::value(milliseconds(state.last_played)) : json::value();
        const auto percentage = item.runtime_ms == 0 ? 0.0
                                                     : 100.0 * static_cast<double>(state.position_ms) /
                                                           static_cast<double>(item.runtime_ms);
        return json::object{{"firstPlayed", last},
                            {"lastPlayed", last},
                            {"favorite", state.favorite ? 1 : 0},
                            {"rating", state.rating.value_or(0)},
                            {"percentage", std::round(percentage * 1e6) / 1e6},
                            {"plays", state.play_count},
                            {"position", rounded_seconds(state.position_ms)},
                            {"duration", rounded_seconds(item.runtime_ms)},
                            {"completed", state.played ? 1 : 0}};
    }

  private:
    std::string picture(int number, const std::string& kind, const std::string& tag) const {
        return server_.base_url() + "/Items/" + id_of(number) + "/Images/" + kind + "?tag=" + tag;
    }

    static std::string milliseconds(std::int64_t seconds) {
        auto text = iso_time(seconds);
        text.insert(text.size() - 1, ".000");
        return text;
    }

    const std::string type_;
    mutable Fake server_; // its library is asked for behind a lock
};

} // namespace

std::unique_ptr<synced_server> create_base_item_server(const std::string& kind, generated_library library,
                                                       std::size_t largest_page) {
    if (kind == "emby") return std::make_unique<base_item_server<fake_emby>>(kind, std::move(library), largest_page);
    return std::make_unique<base_item_server<fake_jellyfin>>(kind, std::move(library), largest_page);
}

} // namespace media_sync::test
