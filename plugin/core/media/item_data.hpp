#pragma once

// Spells media_items.data: the JSON that Suasor's Go structs read, per type of item.

#include "plugin/core/media/media_item.hpp"

#include <boost/json/object.hpp>

namespace media_sync {

/// The object for `data`, without the keys that refer to other items. What the item does not say is left out, except for keys
/// that Suasor always writes: those get its empty value (0, "", `0001-01-01T00:00:00Z`). Expects text that is clean already,
/// see mapped_item.cpp.
boost::json::object item_data(const media_item& item);

/// RFC 3339 in UTC with Z, as Go's time.Time reads it, with as many fractional digits as needed.
std::string suasor_timestamp(time_point time);

} // namespace media_sync
