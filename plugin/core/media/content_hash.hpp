#pragma once

// Tells whether an item has changed since it was written: a hash of everything that the store would write.

#include <array>

namespace media_sync {

struct mapped_item;

/// XXH3 (128 bits, canonical byte order) over the item's fields, content_hash aside, and over the mapper's version. The same
/// on every machine.
std::array<unsigned char, 16> content_hash(const mapped_item& item);

} // namespace media_sync
