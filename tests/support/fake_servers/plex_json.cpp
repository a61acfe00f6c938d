#include "support/fake_servers/plex_json.hpp"

#include <boost/json.hpp>

#include <array>
#include <ctime>

namespace suasor::testing {

namespace {

namespace json = boost::json;

struct spelling {
    const char* word;
    int number;
};
constexpr std::array<spelling, 9> k_spellings{{{"movie", 1},
                                               {"show", 2},
                                               {"season", 3},
                                               {"episode", 4},
                                               {"artist", 8},
                                               {"album", 9},
                                               {"track", 10},
                                               {"playlist", 15},
                                               {"collection", 18}}};

std::string date_of(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

std::string id_of(int number) {
    return std::to_string(number);
}

class writer {
  public:
    writer(const generated_library& library, const generated_item& item) : library_(library), item_(item) {}

    json::object take(bool with_guids) {
        const auto id = id_of(item_.number);
        object_ = {{"ratingKey", id},
                   {"key", "/library/metadata/" + id},
                   {"guid", std::string("plex://") + plex_word(item_.kind) + "/5d7768" + id},
                   {"type", plex_word(item_.kind)},
                   {"title", item_.title},
                   {"summary", item_.overview},
                   {"addedAt", item_.added},
                   {"updatedAt", item_.added + 5}};
        describe();
        credit();
        relate();
        remember();
        if (with_guids) identify();
        return std::move(object_);
    }

  private:
    void describe() {
        if (item_.year != 0) object_["year"] = item_.year;
        if (item_.released != 0) object_["originallyAvailableAt"] = date_of(item_.released);
        if (!item_.studio.empty()) object_["studio"] = item_.studio;
        if (!item_.content_rating.empty()) object_["contentRating"] = item_.content_rating;
        if (item_.community_rating != 0) {
            object_["audienceRating"] = item_.community_rating;
            object_["audienceRatingImage"] = "themoviedb://image.rating";
        }
        if (item_.runtime_ms != 0) object_["duration"] = item_.runtime_ms;
        add_tags("Genre", item_.genres);
        add_tags("Label", item_.tags);
        if (!item_.video_codec.empty())
            object_["Media"] = json::array{json::object{{"id", item_.number},
                                                        {"width", item_.width},
                                                        {"height", item_.height},
                                                        {"videoResolution", "1080"},
                                                        {"videoCodec", item_.video_codec},
                                                        {"audioCodec", item_.audio_codec}}};
        if (!item_.has_art) return;
        const auto path = "/library/metadata/" + id_of(item_.number);
        object_["thumb"] = path + "/thumb/1700000000";
        object_["art"] = path + "/art/1700000000";
    }

    void add_tags(const char* kind, const std::vector<std::string>& names) {
        json::array tags;
        for (const auto& name : names)
            tags.push_back(json::object{{"tag", name}});
        if (!tags.empty()) object_[kind] = std::move(tags);
    }

    void credit() {
        for (const auto& person : item_.credits) {
            const bool acts = person.job == "Actor" || person.job == "GuestStar";
            json::object tag{{"tag", person.name}};
            if (acts) tag["role"] = person.character;
            auto& list = object_[acts ? "Role" : person.job];
            if (!list.is_array()) list = json::array{};
            list.as_array().push_back(std::move(tag));
        }
    }

    void relate() {
        if (item_.parent != 0) {
            object_["parentRatingKey"] = id_of(item_.parent);
            object_["parentTitle"] = title_of(item_.parent);
        }
        if (item_.grandparent != 0) {
            object_["grandparentRatingKey"] = id_of(item_.grandparent);
            object_["grandparentTitle"] = title_of(item_.grandparent);
        }
        if (item_.index) object_["index"] = *item_.index;
        if (item_.parent_index) object_["parentIndex"] = *item_.parent_index;
        if (item_.runtime_ms != 0 || !item_.entries.empty()) return;

        const auto children = library_.children_of(item_.number);
        object_["childCount"] = children.size();
        std::size_t leaves = children.size();
        if (item_.kind == media_kind::series) {
            leaves = 0;
            for (const auto* season : children)
                leaves += library_.children_of(season->number).size();
        }
        object_["leafCount"] = leaves;
    }

    // Of an item that may have vanished.
    std::string title_of(int number) const {
        const auto found = library_.items.find(number);
        return found == library_.items.end() ? "" : found->second.title;
    }

    void remember() {
        const auto& state = item_.state;
        if (state.play_count != 0) object_["viewCount"] = state.play_count;
        if (state.last_played != 0) object_["lastViewedAt"] = state.last_played;
        if (state.position_ms != 0) object_["viewOffset"] = state.position_ms;
        if (state.rating) object_["userRating"] = *state.rating;
    }

    void identify() {
        json::array guids;
        for (const auto& [source, id] : item_.external_ids)
            guids.push_back(json::object{{"id", (source == "musicbrainz" ? "mbid" : source) + "://" + id}});
        if (!guids.empty()) object_["Guid"] = std::move(guids);
    }

    const generated_library& library_;
    const generated_item& item_;
    json::object object_;
};

} // namespace

const char* plex_word(media_kind kind) {
    return k_spellings[static_cast<std::size_t>(kind)].word;
}

int plex_number(media_kind kind) {
    return k_spellings[static_cast<std::size_t>(kind)].number;
}

json::object plex_json(const generated_library& library, const generated_item& item, bool with_guids) {
    return writer(library, item).take(with_guids);
}

} // namespace suasor::testing
