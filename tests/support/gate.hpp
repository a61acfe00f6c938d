#pragma once

// A place where a test holds up a thread of the code under test until it has arranged something.

#include "support/recording.hpp"

namespace media_sync::test {

/// Open at first. Safe to use from any thread.
class gate {
  public:
    ~gate() { open(); }

    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }

    void open() {
        {
            std::lock_guard lock(mutex_);
            closed_ = false;
        }
        changed_.notify_all();
    }

    /// Called by the code under test: blocks while the gate is closed.
    void pass() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return !closed_; });
        --waiting_;
    }

    /// Returns once a thread stands before the closed gate. Throws std::runtime_error if none comes.
    void wait_for_arrival() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, k_patience, [&] { return waiting_ > 0; }))
            throw std::runtime_error("nobody came to the gate");
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool closed_ = false;
    int waiting_ = 0;
};

} // namespace media_sync::test
