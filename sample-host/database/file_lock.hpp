// A lock on a file that the kernel lets go of when the process ends, however it ends.
#pragma once

#include <filesystem>

namespace sample_host {

/// An flock(2). One object is one holder, also within a process. Used by one thread at a time.
class file_lock {
  public:
    /// Opens the file, made if need be, and locks nothing. Throws std::system_error naming the file.
    explicit file_lock(const std::filesystem::path& file);
    ~file_lock();
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;

    /// Blocks until nobody else holds the lock.
    void lock();
    /// Blocks until nobody else holds it exclusively. A lock held already becomes shared.
    void lock_shared();
    /// At once. A shared lock becomes exclusive; where that fails it may be lost.
    bool try_lock();
    void unlock() noexcept;

  private:
    std::filesystem::path file_;
    int descriptor_;
};

} // namespace sample_host
