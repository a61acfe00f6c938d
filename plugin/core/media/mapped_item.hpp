#pragma once

// A media item in the shape of Suasor's row: what the store writes and compares.

#include "plugin/core/media/media_item.hpp"

#include <array>

namespace media_sync {

/// A key of `data` whose value is the media_items.id of another item of the same client, which only the store can look up.
/// In a playlist or collection the n-th reference is the "itemID" of the n-th element of list.items.
struct item_reference {
    std::string_view key; ///< for example "albumID"
    item_type type;
    std::string source_id;
    std::string title{}; ///< of a list's entry, to name one that cannot be looked up
};

struct mapped_item {
    item_type type = item_type::track;
    std::string source_id;
    std::string title;
    std::optional<time_point> release_date;
    std::optional<int> release_year;
    std::vector<external_id> external_ids;
    std::optional<int> group_number;        ///< an episode's season, a track's disc
    std::optional<int> number;              ///< a season's, an episode's, a track's
    std::string data;                       ///< media_items.data as JSON text, without the references
    std::vector<item_reference> references; ///< put into `data` by the store; 0 where the other item is not known.
                                            ///< A series, artist or album that the item belongs to comes first.
    std::array<unsigned char, 16> content_hash{}; ///< of all of the above and of the mapper's version
};

/// Maps an item to Suasor's row. Text is made valid UTF-8 without NUL, which jsonb refuses. A year of 0 or a duration below
/// 0 counts as unknown.
mapped_item map_item(media_item item);

} // namespace media_sync
