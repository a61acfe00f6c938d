#pragma once

// Finds the media items that items of a client, which nothing maps yet, are too.

#include "plugin/postgres/item_references.hpp"

#include <soci/soci.h>

#include <map>
#include <vector>

namespace media_sync::postgres {

/// Positions in a batch's ready items, and the media_items.id that each of them is.
using item_matches = std::map<std::size_t, std::int64_t>;

/// Matches `fresh`, positions in `items`, by the keys of item_keys.hpp among items of the same type:
///
/// - One external id in common suffices. A key made of names (title:, name:, album:) does not count where both know ids of one
///   catalogue and have none in common; a place in a parent (season:, episode:, track:) does.
/// - Playlists and collections match nothing.
/// - A media item that this client maps already is nobody's match, and one that two items claim goes to one of them. So two
///   ids of one client never come together.
/// - An external id together with the same place in a parent is the best claim, then an external id, then any other key. Among
///   equal claims the lower source id comes first, and takes the lowest media_items.id.
///
/// If any item has a key it first takes the advisory lock of the type until the transaction's end: another client's items of
/// that type are matched and created before or after, never at the same time. Throws soci::soci_error.
item_matches match_items(soci::session& session, const item_batch& batch, const std::vector<ready_item>& items,
                         const std::vector<std::size_t>& fresh);

} // namespace media_sync::postgres
