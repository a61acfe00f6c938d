#pragma once

// Wakes a thread that polls sockets.

namespace media_sync::postgres {

class interrupt_signal {
  public:
    /// Throws std::system_error if the process has no descriptor left.
    interrupt_signal();
    ~interrupt_signal();
    interrupt_signal(const interrupt_signal&) = delete;
    interrupt_signal& operator=(const interrupt_signal&) = delete;

    /// Never blocks. [any thread]
    void raise() noexcept;

    /// Whether it has been raised since the last call.
    bool take() noexcept;

    /// Ready for reading while it is raised.
    int descriptor() const { return descriptor_; }

  private:
    const int descriptor_;
};

} // namespace media_sync::postgres
