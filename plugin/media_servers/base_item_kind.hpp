#pragma once

// The words by which Jellyfin and Emby call the kinds of their items.

#include "plugin/core/media/media_item.hpp"

namespace media_sync {

/// For example "MusicAlbum".
std::string_view base_item_kind(item_type type);

/// nullopt for a kind that is not synced.
std::optional<item_type> parse_base_item_kind(std::string_view kind);

/// The kinds of the types, with commas between them, as the servers' parameters want them.
std::string base_item_kinds(const std::vector<item_type>& types);

} // namespace media_sync
