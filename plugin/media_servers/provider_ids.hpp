#pragma once

// Reads ProviderIds, in which Jellyfin and Emby keep the ids that public catalogues have for an item.

#include "plugin/core/media/media_item.hpp"

#include <boost/json/object.hpp>

namespace media_sync {

/// The ids of the item itself, their sources in lower case. Ids of something else are left out, because many items have the
/// same: those of an album's artist, a track's album, a film's collection. So are links and values that are no text.
std::vector<external_id> read_provider_ids(const boost::json::object& ids, item_type type);

} // namespace media_sync
