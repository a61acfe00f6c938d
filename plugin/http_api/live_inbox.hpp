#pragma once

// What the thread of the live feed is told by others: by the hub, by the routes, by the host about open answers. Telling it
// never blocks and costs next to nothing while nobody follows anything.

#include "plugin/http_api/live_audience.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
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

/// How many may follow something at a time.
struct reader_limits {
    std::size_t all = 20'000;
    std::size_t of_user = 10'000; ///< so that nobody can shut everybody else out
};

/// What became of an arrival. Anything but `taken` leaves it as it is.
enum class admission { taken, too_many, too_many_of_user, stopping };

/// Safe to call from any thread. Outlives the feed for as long as the host holds a listener.
class live_inbox {
  public:
    explicit live_inbox(reader_limits limits) : limits_(limits) {}

    admission add(live_arrival& arrival);
    /// A reader of this user's has been let go of.
    void left(user_id user);

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

    const reader_limits limits_;
    std::atomic<std::size_t> readers_{0};

    std::mutex mutex_;
    std::unordered_map<user_id, std::size_t> readers_of_; ///< without those who have none
    std::condition_variable wake_;
    bool told_ = false;
    live_news news_;
    reader_key last_key_ = 0;
};

} // namespace media_sync
