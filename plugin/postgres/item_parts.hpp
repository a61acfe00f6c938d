#pragma once

// Keeps in series, seasons, artists and albums the lists of what they consist of: `seasons`, `episodeIDs`, `albums` and `tracks`
// of media_items.data. No server says them; they follow from the items that refer to their whole.

#include "plugin/core/media/media_item.hpp"

#include <soci/soci.h>

#include <cstdint>
#include <set>

namespace media_sync::postgres {

/// media_items.id
using media_item_ids = std::set<std::int64_t>;

/// What the items of a type belong to at present; nothing for a type that belongs to none. Throws soci::soci_error.
media_item_ids wholes_of(soci::session& session, item_type type, const media_item_ids& parts);

/// Lists items that were written, or that may have lost their last source, where they belong now and no more in `former`, where
/// they belonged before; and what was listed anew likewise one level up. A part without a source is listed nowhere. A whole of
/// more than 5,000 parts lists as many. Only rows that change are written.
///
/// To be called inside the caller's transaction, after the parts were written: rows are locked from parts to wholes, in order of
/// their ids. Throws soci::soci_error.
void list_parts(soci::session& session, item_type type, const media_item_ids& parts, const media_item_ids& former);

} // namespace media_sync::postgres
