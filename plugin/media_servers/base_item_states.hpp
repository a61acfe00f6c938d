#pragma once

// Reads what the user did with an item of Jellyfin or Emby.

#include "plugin/core/sync/media_source.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

/// Takes one element of a list of items of any type, whatever it is, and adds to the page either a state or the failure that
/// tells what is wrong with the element.
void add_base_item_state(media_page& page, const boost::json::value& element);

} // namespace media_sync
