#pragma once

// Counts the calls that are under way, so that whoever stops can see whether one is.

#include <atomic>

namespace media_sync {

/// Counts a call for as long as it lasts.
class counted_call {
  public:
    explicit counted_call(std::atomic<int>& calls) : calls_(calls) { ++calls_; }
    ~counted_call() { --calls_; }
    counted_call(const counted_call&) = delete;
    counted_call& operator=(const counted_call&) = delete;

  private:
    std::atomic<int>& calls_;
};

} // namespace media_sync
