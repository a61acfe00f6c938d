#include "plugin/media_servers/base_item_states.hpp"

#include "plugin/media_servers/base_item_fields.hpp"
#include "plugin/media_servers/base_item_kind.hpp"
#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

std::optional<bool> told_flag(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
    if (!value || value->is_null()) return std::nullopt;
    return flag_field(object, key);
}

std::optional<double> within(std::optional<double> number, double highest) {
    if (!number || *number < 0 || *number > highest) return std::nullopt;
    return number;
}

} // namespace

void add_base_item_state(media_page& page, const json::value& element) {
    const auto item = begin_item(page, element, "Id", "Name");
    if (!item) return;
    const auto& object = element.get_object();
    const auto refuse = [&](std::string why) {
        page.failures.push_back({item->source_id, item->details.title, std::move(why)});
    };

    const auto kind = text_field(object, "Type");
    const auto type = parse_base_item_kind(kind);
    if (!type) return refuse(fmt::format("items of the kind \"{}\" are not synced", kind.substr(0, k_longest_id)));
    const auto* data = object_field(object, "UserData");
    if (!data)
        return refuse("the server does not tell what the user did with it; check the userID in the client's settings");

    user_item_state state;
    state.type = *type;
    state.source_id = item->source_id;
    state.title = item->details.title;
    state.is_favorite = told_flag(*data, "IsFavorite");
    state.user_rating = within(number_field(*data, "Rating"), 10);
    if (const auto count = integer_field(*data, "PlayCount"); count && *count >= 0) state.play_count = count;
    state.last_played_at = time_field(*data, "LastPlayedDate");
    state.position_seconds = ticks_field(*data, "PlaybackPositionTicks");
    state.duration_seconds = ticks_field(object, "RunTimeTicks");
    state.played_percentage = within(number_field(*data, "PlayedPercentage"), 100);
    state.completed = told_flag(*data, "Played");
    page.states.push_back(std::move(state));
}

} // namespace media_sync
