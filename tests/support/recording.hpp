#pragma once

// What code under test did on some thread, in order, for a test that waits for it instead of sleeping.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace media_sync::test {

/// How long a test waits for something that is going to happen; only a test that fails takes so long.
constexpr std::chrono::seconds k_patience{20};

/// Safe to use from any thread.
template <class T>
class recording {
  public:
    void add(T entry) {
        {
            std::lock_guard lock(mutex_);
            entries_.push_back(std::move(entry));
        }
        grown_.notify_all();
    }

    /// What has been added so far.
    std::vector<T> entries() const {
        std::lock_guard lock(mutex_);
        return entries_;
    }

    /// The entries, as soon as there are at least `count`. Throws std::runtime_error if they do not come.
    std::vector<T> wait_for(std::size_t count) const {
        return wait_until([&](const std::vector<T>& entries) { return entries.size() >= count; });
    }

    /// The entries, as soon as `enough(entries)`. Throws std::runtime_error if that does not come.
    template <class Enough>
    std::vector<T> wait_until(Enough enough) const {
        std::unique_lock lock(mutex_);
        if (!grown_.wait_for(lock, k_patience, [&] { return enough(entries_); }))
            throw std::runtime_error("waited in vain; entries so far: " + std::to_string(entries_.size()));
        return entries_;
    }

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable grown_;
    std::vector<T> entries_;
};

} // namespace media_sync::test
