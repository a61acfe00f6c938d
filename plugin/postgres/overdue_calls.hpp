#pragma once

// Hangs up on a server that takes a statement and never answers, as one that is frozen does, or a proxy that has lost its
// server: libpq would wait for ever.

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace media_sync::postgres {

/// Safe to use from any thread. Must outlive its calls.
class overdue_calls {
  public:
    struct limits {
        std::chrono::milliseconds usual;       ///< how long a call may take
        std::chrono::milliseconds in_a_hurry;  ///< the same, once the process stops
        std::chrono::milliseconds look{1'000}; ///< from one look at the calls to the next
    };
    class call;

    /// Starts the thread.
    explicit overdue_calls(limits allowed);
    /// Joins the thread.
    ~overdue_calls();
    overdue_calls(const overdue_calls&) = delete;
    overdue_calls& operator=(const overdue_calls&) = delete;

    /// From now on calls may take as long as limits::in_a_hurry only, those that are under way too. Never blocks.
    void hurry() noexcept;

  private:
    struct entry {
        std::chrono::steady_clock::time_point began;
        int socket; // a descriptor of our own: libpq may close its own at any time
    };

    void loop();
    void hang_up();

    const limits allowed_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::list<entry> calls_; // in the order in which they began
    bool in_a_hurry_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

/// A call that is under way on a connection for as long as this object lives. If it takes too long the connection breaks.
class overdue_calls::call {
  public:
    call(overdue_calls& watched, int socket);
    ~call();
    call(const call&) = delete;
    call& operator=(const call&) = delete;

  private:
    overdue_calls& watched_;
    std::list<entry>::iterator entry_;
};

} // namespace media_sync::postgres
