#pragma once

// Remembers which ids of a whole library have been met.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace media_sync {

/// A set of hashes of ids that only ever grows. A million of them take 8 MB, and 16 for a moment; a node-based set needs 40.
class seen_ids {
  public:
    /// Whether it is new.
    bool insert(std::uint64_t hash);

    std::size_t size() const { return size_; }

  private:
    // Each sorted, and longer than the one behind it.
    std::vector<std::vector<std::uint64_t>> runs_;
    std::size_t size_ = 0;
};

} // namespace media_sync
