#pragma once

// Turns the items of Jellyfin and Emby, which both call BaseItemDto, into media items.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/url.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

/// Takes one element of a list of items of this type, whatever it is, and adds to the page either an item or the failure that
/// tells what is wrong with the element. Entries of playlists and collections are not part of it. `root` is the server's
/// address, for pictures.
void add_base_item(media_page& page, const boost::json::value& element, item_type type, const url& root);

} // namespace media_sync
