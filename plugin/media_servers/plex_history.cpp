#include "plugin/media_servers/plex_history.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"
#include "plugin/media_servers/plex_details.hpp"
#include "plugin/media_servers/plex_list.hpp"

#include <algorithm>
#include <unordered_set>

namespace media_sync {

namespace {

namespace json = boost::json;

// The history has the plays of every account, and only the owner may read it. To its own server the owner is account 1.
plex_list plays_of_owner(plex_api& api) {
    return {api, {{"status", "sessions", "history", "all"}, {{"sort", "viewedAt:desc"}, {"accountID", "1"}}}};
}

bool can_be_played(item_type type) {
    return type == item_type::movie || type == item_type::episode || type == item_type::track;
}

std::optional<double> plex_rating(const json::object& object) {
    const auto rating = number_field(object, "userRating");
    if (!rating || *rating < 0 || *rating > 10) return std::nullopt;
    return rating;
}

} // namespace

plex_history::plex_history(plex_api& api, const cancel_token& cancel) {
    auto list = plays_of_owner(api);
    std::unordered_set<std::size_t> counted; // a list that moves may give a play twice
    try {
        for (std::optional<plex_place> place{std::in_place}; place;) {
            const auto slice = list.next(*place, cancel);
            for (const auto& element : slice.elements) {
                const auto* play = element.if_object();
                const auto entry = play ? text_field(*play, "historyKey") : std::string();
                if (play && (entry.empty() || counted.insert(std::hash<std::string>{}(entry)).second))
                    count_play(*play);
            }
            place = slice.next;
        }
    } catch (const plex_refusal&) {
        // Of a user other than the owner, or an old server: what the items say has to do.
        plays_.clear();
    }
}

void plex_history::count_play(const json::object& play) {
    // An item that is no longer in the library has no key.
    auto key = text_field(play, "ratingKey");
    if (key.empty() || key.size() > k_longest_id) return;
    auto& known = plays_[std::move(key)];
    ++known.count;
    known.last = std::max(known.last, plex_time(play, "viewedAt"));
}

std::optional<std::int64_t> plex_history::count(plex_api& api, const cancel_token& cancel) {
    try {
        return plays_of_owner(api).total(cancel);
    } catch (const plex_refusal&) {
        return std::nullopt;
    }
}

std::optional<user_item_state> plex_history::state_of(const json::value& element, item_type type) const {
    const auto* object = element.if_object();
    if (!object) return std::nullopt;

    user_item_state state;
    state.type = type;
    state.source_id = text_field(*object, "ratingKey");
    state.title = text_field(*object, "title");
    state.user_rating = plex_rating(*object);
    if (state.source_id.empty() || state.source_id.size() > k_longest_id) return std::nullopt;
    if (!can_be_played(type)) return state.user_rating ? std::optional(state) : std::nullopt;

    const auto found = plays_.find(state.source_id);
    const auto known = found == plays_.end() ? plays{} : found->second;
    const auto count = std::max<std::int64_t>(count_field(*object, "viewCount").value_or(0), known.count);
    const auto offset = plex_seconds(*object, "viewOffset").value_or(0);
    const auto last = std::max(plex_time(*object, "lastViewedAt"), known.last);
    if (count == 0 && offset == 0 && !last) return state.user_rating ? std::optional(state) : std::nullopt;

    state.play_count = count;
    state.last_played_at = last;
    state.position_seconds = offset;
    state.duration_seconds = plex_seconds(*object, "duration");
    state.completed = count > 0;
    if (offset == 0 && count > 0) state.played_percentage = 100;
    if (offset > 0 && state.duration_seconds.value_or(0) > 0)
        state.played_percentage =
            std::min(100.0, 100.0 * static_cast<double>(offset) / static_cast<double>(*state.duration_seconds));
    return state;
}

} // namespace media_sync
