#pragma once

// Turns Plex's metadata into media items.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/plex_api.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

/// Takes one element of a list, whatever it is, and adds to the page either an item of the type or the failure that tells what
/// the element lacks. Of a playlist or a collection without its entries.
void add_plex_item(media_page& page, const boost::json::value& element, item_type type, const plex_api& api);

/// An element of a playlist or collection. A kind of thing that is none of ours, such as a clip, is named as a movie that is not
/// in the library: Plex gives no id twice. nullopt for what is no object.
std::optional<list_entry> plex_entry(const boost::json::value& element);

/// Plex's word for a type: "show" for a series. nullopt for none of ours.
std::optional<item_type> parse_plex_type(std::string_view word);

} // namespace media_sync
