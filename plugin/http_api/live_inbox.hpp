#pragma once

// What the thread of the live feed is told by others: by the hub, by the routes, by the host about open answers. Telling it
// never blocks and costs next to nothing while nobody follows anything.

#include "plugin/http_api/live_audience.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <unordered_set>

namespace media_sync {

/// Everything that has been told since the last look.
struct live_news {
    struct reading {
        std::vector<run_id> asked;
        std::optional<std::vector<run_ptr>> found; ///< nullopt: the store could not be asked
    };

    std::vector<std::pair<reader_key, live_arrival>> arrivals;
    std::vector<reader_key> writable;
    std::vector<reader_key> cancelled;
    std::unordered_set<run_id> changed;
    std::vector<reading> readings;
    bool stopping = false;
};

/// Safe to call from any thread. Outlives the feed for as long as the host holds a listener.
class live_inbox {
  public:
    explicit live_inbox(std::size_t max_readers) : max_readers_(max_readers) {}

    /// False, and the arrival stays as it is, if there are too many readers or the feed stops.
    bool add(live_arrival& arrival);
    /// A reader has been let go of.
    void left();

    void writable(reader_key key);
    void cancelled(reader_key key);
    void changed(std::span<const progress_hub::change> changes);
    void read(live_news::reading reading);
    void stop();

    /// Waits until there is something, or for so long.
    live_news wait(std::optional<std::chrono::nanoseconds> timeout);

  private:
    template <class Tell>
    void tell(Tell&& tell);

    const std::size_t max_readers_;
    std::atomic<std::size_t> readers_{0};

    std::mutex mutex_;
    std::condition_variable wake_;
    bool told_ = false;
    live_news news_;
    reader_key last_key_ = 0;
};

} // namespace media_sync
