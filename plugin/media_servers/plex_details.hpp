#pragma once

// Reads what all of Plex's items have in common.

#include "plugin/media_servers/plex_api.hpp"

#include "plugin/core/media/media_item.hpp"

namespace media_sync {

/// Everything of item_details but the title, which the item has already.
void read_plex_details(item_details& details, const boost::json::object& object, const plex_api& api);

/// Directors and writers, then the cast. A listing has the first few of each.
std::vector<credit> plex_credits(const boost::json::object& object, const plex_api& api);

/// "imdb://tt1" as {"imdb", "tt1"}, in the names that other servers' sources use; nullopt for what is no id of a catalogue.
std::optional<external_id> parse_plex_guid(std::string_view guid);

/// A moment given in seconds since 1970; nullopt for 0, for what is negative and for what no calendar holds.
std::optional<time_point> plex_time(const boost::json::object& object, std::string_view key);

/// A length given in milliseconds, in whole seconds, rounded; nullopt for what is negative or longer than a year.
std::optional<std::int64_t> plex_seconds(const boost::json::object& object, std::string_view key);

} // namespace media_sync
