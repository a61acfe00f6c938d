#pragma once

// What a sync is about: media_sync_jobs.sync_type.

#include "plugin/core/media/media_item.hpp"

#include <optional>
#include <string_view>

namespace media_sync {

enum class sync_type { movies, series, music, history, favorites, collections, playlists, full };

std::string_view to_string(sync_type type);
std::optional<sync_type> parse_sync_type(std::string_view word);

/// The sync that brings items of a type into the library.
sync_type library_of(item_type type);

} // namespace media_sync
