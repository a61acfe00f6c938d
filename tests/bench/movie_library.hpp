#pragma once

// Made-up films, all different, each of about 1.2 KB in media_items.data, with a title, a year and two external ids.

#include "plugin/core/media/media_item.hpp"

#include <vector>

namespace media_sync::bench {

/// The same for the same number, on every machine.
media_item make_movie(int number);

std::vector<media_item> make_movies(int count);

} // namespace media_sync::bench
