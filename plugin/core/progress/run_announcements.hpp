#pragma once

// Tells other processes what this one has stored: at most one message per interval, however many runs change and however
// often; none while there is no other process.

#include "plugin/core/progress/run_listener.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace media_sync {

class run_announcements {
  public:
    /// A sentence for the log, once per outage; called on the thread of this object.
    using trouble_callback = std::function<void(const std::string&)>;

    /// Starts the thread. `hub` and `announcer` outlive this object.
    run_announcements(progress_hub& hub, run_announcer& announcer, std::chrono::milliseconds interval,
                      trouble_callback on_trouble);

    /// Says what is left to say, and joins the thread.
    ~run_announcements();
    run_announcements(const run_announcements&) = delete;
    run_announcements& operator=(const run_announcements&) = delete;

    /// How many other processes there are to listen; none until somebody says otherwise. [any thread]
    void set_listeners(std::size_t count) { listeners_ = count; }

  private:
    void note(std::span<const progress_hub::change> changes);
    void loop();
    void announce(const std::map<run_id, std::int64_t>& revisions);

    run_announcer& announcer_;
    const std::chrono::milliseconds interval_;
    const trouble_callback on_trouble_;
    std::atomic<std::size_t> listeners_{0};
    bool in_trouble_ = false; // of the thread

    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<run_id, std::int64_t> revisions_; // what is to be said
    bool stopping_ = false;
    std::thread thread_;
    progress_hub::subscription subscription_; // last: what it calls needs all of the above
};

} // namespace media_sync
