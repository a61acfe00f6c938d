#pragma once

// Lets calls of an extension through to what serves them, for as long as that is there.

#include "plugin/entry/status.hpp"

#include <atomic>

namespace media_sync {

/// An extension is handed out as long as the plugin lives, and its Service goes when the plugin stops. Safe to use from any
/// thread.
template <class Service>
class extension_gate {
  public:
    /// `what` is what errors call it, for example "the job service".
    explicit extension_gate(const char* what) : what_(what) {}

    void open(Service& service) { service_ = &service; }

    /// Returns when no call is under way any more, so that the service may go; not to be called from within one.
    void close() {
        service_ = nullptr;
        while (const auto calls = calls_under_way_.load())
            calls_under_way_.wait(calls);
    }

    /// Calls `body(Service&)`; SUASOR_E_CLOSED before open and after close.
    template <class Body>
    suasor_status call(suasor_error* error, Body&& body) const noexcept {
        return guarded_call(error, [&] {
            // Counted before the service is read: close() takes it away first and waits afterwards.
            const counted under_way(calls_under_way_);
            auto* service = service_.load();
            if (!service)
                throw suasor::error(SUASOR_E_CLOSED, std::string(what_) + " is not running: its plugin has stopped");
            body(*service);
        });
    }

  private:
    class counted {
      public:
        explicit counted(std::atomic<int>& count) : count_(count) { ++count_; }
        counted(const counted&) = delete;
        counted& operator=(const counted&) = delete;
        ~counted() {
            --count_;
            count_.notify_all();
        }

      private:
        std::atomic<int>& count_;
    };

    const char* const what_;
    mutable std::atomic<int> calls_under_way_{0};
    std::atomic<Service*> service_{nullptr};
};

} // namespace media_sync
