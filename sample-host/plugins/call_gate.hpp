#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

// Counts the calls into one plugin that are in flight, and keeps new ones out once it stops.
namespace sample_host::plugins {

/// The count lives in the host because a plugin cannot count the calls that are about to enter it. [any-thread]
class call_gate {
  public:
    /// A call, or an open answer: counted until it is destroyed, which may be later than the gate.
    class pass {
      public:
        pass(pass&& other) noexcept = default;
        pass& operator=(pass&& other) = delete;
        ~pass();

      private:
        friend class call_gate;
        struct state;
        explicit pass(std::shared_ptr<state> counted) noexcept : state_(std::move(counted)) {}

        std::shared_ptr<state> state_;
    };

    call_gate();

    /// Nothing after close.
    std::optional<pass> enter();

    void close() noexcept;

    /// Waits until nothing is in flight. False if the deadline came first.
    bool wait_until_empty(std::chrono::steady_clock::time_point deadline) const noexcept;

    std::size_t in_flight() const noexcept;

  private:
    std::shared_ptr<pass::state> state_;
};

} // namespace sample_host::plugins
