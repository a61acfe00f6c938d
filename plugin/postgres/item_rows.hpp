#pragma once

// How an item crosses to PostgreSQL.

#include "plugin/postgres/item_references.hpp"
#include "plugin/postgres/json_text.hpp"

namespace media_sync::postgres {

/// Begins the row of a changed item, with the keys id, title, released (microseconds since the epoch), year, external_ids (null
/// if none), data, hash and keys. More may follow.
void append_item_row(json_rows& rows, const ready_item& ready, const std::string& title,
                     const std::optional<std::int64_t>& release_year, const std::vector<external_id>& external_ids,
                     std::string_view data, const std::vector<std::string>& keys);

/// media_items.external_ids as JSON text, "" for none.
std::string external_ids_json(const std::vector<external_id>& ids);

/// The keys of an item as its source describes it.
std::vector<std::string> keys_of(const ready_item& ready);

/// Whether items of this type belong to the user whose client they come from; the others are shared.
bool is_owned(item_type type);

} // namespace media_sync::postgres
