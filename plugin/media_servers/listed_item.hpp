#pragma once

// Begins a media item from an element of a server's list, whatever that element is.

#include "plugin/core/sync/media_source.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

/// Ids become part of index keys.
inline constexpr std::size_t k_longest_id = 255;

/// An item with the id and the title that the element has under these keys; or nothing, after `page` got the failure that
/// tells what the element lacks. The element of an item is an object.
std::optional<media_item> begin_item(media_page& page, const boost::json::value& element, std::string_view id_key,
                                     std::string_view title_key);

/// Whether the server calls the item what was asked for; it may also call it nothing. If not, `page` gets the failure.
bool is_of_kind(media_page& page, const media_item& item, std::string_view kind, std::string_view wanted);

} // namespace media_sync
