#include "plugin/media_servers/subsonic_states.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"
#include "plugin/media_servers/timestamp.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace media_sync {

namespace {

namespace json = boost::json;

// Stars, from 1 to 5; 0 for none.
std::optional<double> rating_from_stars(const json::object& object) {
    const auto stars = number_field(object, "userRating");
    if (!stars || *stars <= 0 || *stars > 5) return std::nullopt;
    return *stars * 2;
}

// The state so far, or nothing after the page got the failure.
std::optional<user_item_state> begin_state(media_page& page, const json::value& element, item_type type,
                                           std::string_view title_key) {
    const auto item = begin_item(page, element, "id", title_key);
    if (!item) return std::nullopt;

    user_item_state state;
    state.type = type;
    state.source_id = item->source_id;
    state.title = item->details.title;
    state.user_rating = rating_from_stars(element.get_object());
    return state;
}

} // namespace

void add_played_song(media_page& page, const json::value& song, const json::object&, const subsonic_api&) {
    const auto* object = song.if_object();
    if (!object) return; // counted as a failure among the tracks
    const auto count = count_field(*object, "playCount").value_or(0);
    const auto last = parse_timestamp(text_field(*object, "played"));
    if (count == 0 && !last && !rating_from_stars(*object)) return;

    auto state = begin_state(page, song, item_type::track, "title");
    if (!state) return;
    if (count > 0 || last) {
        state->play_count = std::max(count, 1);
        state->last_played_at = last;
        state->completed = true;
        state->duration_seconds = count_field(*object, "duration");
    }
    page.states.push_back(std::move(*state));
}

media_page read_favorites(subsonic_api& api, const cancel_token& cancel) {
    constexpr std::array k_lists{std::tuple{"artist", item_type::artist, "name"},
                                 std::tuple{"album", item_type::album, "name"},
                                 std::tuple{"song", item_type::track, "title"}};
    const auto response = api.call({"getStarred2", {}}, cancel);
    media_page page;
    const auto* content = object_field(response, "starred2");
    if (!content) return page;

    std::set<std::pair<item_type, std::string>> seen;
    for (const auto& [key, type, title_key] : k_lists) {
        for (const auto& element : list_field(*content, key)) {
            auto state = begin_state(page, element, type, title_key);
            if (!state || !seen.emplace(type, state->source_id).second) continue;
            state->is_favorite = true;
            page.states.push_back(std::move(*state));
        }
    }
    return page;
}

} // namespace media_sync
