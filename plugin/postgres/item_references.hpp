#pragma once

// Makes a batch ready to be written: each item once, in key order, its references to other items resolved.

#include "plugin/core/sync/sync_store.hpp"
#include "plugin/postgres/item_keys.hpp"

#include <soci/soci.h>

#include <string>
#include <vector>

namespace media_sync::postgres {

struct ready_item {
    const mapped_item* item;            ///< the batch's
    std::string data;                   ///< JSON text, with the references
    std::string hash;                   ///< hex: the content hash, and the ids that the references came to
    item_place place;                   ///< as the source has it
    std::vector<std::size_t> missing{}; ///< positions of a list's entries that are not in the library
};

/// Whether the item has an id that an index can hold, see k_longest_source_id.
bool is_storable(const mapped_item& item);

/// The storable items of a batch by ascending source id; of several with one id the first. Reads media_item_sources. Throws
/// soci::soci_error.
std::vector<ready_item> ready_items(soci::session& session, const item_batch& batch);

} // namespace media_sync::postgres
