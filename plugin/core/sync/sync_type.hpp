#pragma once

// What a sync is about: media_sync_jobs.sync_type.

#include <optional>
#include <string_view>

namespace media_sync {

enum class sync_type { movies, series, music, history, favorites, collections, playlists, full };

std::string_view to_string(sync_type type);
std::optional<sync_type> parse_sync_type(std::string_view word);

} // namespace media_sync
