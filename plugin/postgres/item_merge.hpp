#pragma once

// What becomes of a stored item when one of its sources says something new.

#include "plugin/core/media/media_item.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace media_sync::postgres {

/// What a source is to the item it speaks of.
enum class source_role {
    sole,      ///< the only one: what it says replaces what is stored
    primary,   ///< the one that created the item: likewise, but the lists that several sources share are united
    secondary, ///< one of the others: it fills what is empty
};

/// `stored` after a source has said `said`. What the source leaves empty (null, 0, "", [], {}, Go's zero time) stays as it is,
/// and so do keys that it does not have. `details`, `artwork` and `list` are merged key by key; `genres`, `tags` and
/// `ratings` are united unless the source is the only one. The entries of a list and the numbers of seasons and episodes are
/// never taken for empty.
boost::json::object merged_data(boost::json::object stored, const boost::json::object& said, source_role role);

/// The external ids after a source has said `said`: one per catalogue where the sources differ, that of the primary one.
std::vector<external_id> merged_external_ids(std::vector<external_id> stored, const std::vector<external_id>& said,
                                             source_role role);

} // namespace media_sync::postgres
