#pragma once

// Reads fields in the forms that only Jellyfin and Emby have.

#include "plugin/core/clock.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

namespace media_sync {

/// Whole seconds, rounded, of a field in ticks of 100 ns; nullopt if it is absent or negative.
std::optional<std::int64_t> ticks_field(const boost::json::object& object, std::string_view key);

/// A date and time, as parse_timestamp reads it. nullopt also for the year 1, which stands for none.
std::optional<time_point> time_field(const boost::json::object& object, std::string_view key);

/// Names in a list of strings or of objects with a "Name"; anything else in the list is left out.
std::vector<std::string> names_field(const boost::json::object& object, std::string_view key);

/// The first object in a list; an empty object if there is none.
const boost::json::object& first_object(const boost::json::object& object, std::string_view key);

} // namespace media_sync
