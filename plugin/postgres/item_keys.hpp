#pragma once

// The keys by which items of two clients are found to be one, as media_item_keys holds them.

#include "plugin/core/media/media_item.hpp"

#include <string>
#include <vector>

namespace media_sync::postgres {

/// `id:SOURCE:ID` for every external id, `title:YEAR:TITLE` of a movie or series whose year is known, `name:NAME` of an artist.
/// Letters of ASCII count as lower case, spaces at the ends not at all. A key longer than 1,024 bytes is left out. The migration
/// 0002_media_sources computes the same.
std::vector<std::string> item_keys(item_type type, const std::string& title, std::optional<std::int64_t> release_year,
                                   const std::vector<external_id>& external_ids);

} // namespace media_sync::postgres
