#pragma once

// A fixed number of threads that work off a bounded queue: where a request waits for the database instead of the host's
// thread.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace media_sync {

class work_queue {
  public:
    /// Starts `threads` threads; at most `capacity` tasks wait.
    work_queue(std::size_t threads, std::size_t capacity);

    /// Stops.
    ~work_queue();

    /// Queues a task, which must not throw. False, and the task is dropped, if the queue is full or has stopped. Never
    /// blocks. [any thread]
    bool try_post(std::function<void()> task);

    /// Drops what waits and joins the threads. Tolerates a second call.
    void stop();

  private:
    void loop();

    const std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace media_sync
