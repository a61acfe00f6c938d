#pragma once

// suasor.diagnostics/1: what keeps the plugin from syncing a client, for the host and for other plugins.

#include "plugin/core/sync/client_check.hpp"
#include "plugin/entry/extension_gate.hpp"

#include <suasor/diagnostics.h>

#include <condition_variable>
#include <mutex>

namespace media_sync {

/// Asks media servers of clients, until it is told to stop. Safe to use from any thread.
class client_examiner {
  public:
    /// Both outlive this.
    client_examiner(sync_store& store, const source_factory& sources) : store_(store), sources_(sources) {}

    /// As check_client; throws SUASOR_E_CLOSED once stopped.
    result<client_check> examine(client_id id, const scope& viewer);

    /// Ends what is under way soon, and what comes later at once.
    void stop() { stopping_.request(); }

  private:
    class stop_flag final : public cancel_token {
      public:
        void request();
        cancel_reason requested() const override;
        cancel_reason wait(std::chrono::milliseconds timeout) const override;

      private:
        mutable std::mutex mutex_;
        mutable std::condition_variable changed_;
        cancel_reason reason_ = cancel_reason::none;
    };

    sync_store& store_;
    const source_factory& sources_;
    stop_flag stopping_;
};

class diagnostics_extension {
  public:
    diagnostics_extension();

    /// The struct to hand out, valid as long as this object; it answers SUASOR_E_CLOSED before open and after close.
    const suasor_diagnostics* c() const { return &c_; }

    void open(client_examiner& examiner) { gate_.open(examiner); }
    /// See extension_gate. The examiner must have been stopped.
    void close() { gate_.close(); }

  private:
    extension_gate<client_examiner> gate_{"the diagnosis of clients"};
    suasor_diagnostics c_;
};

} // namespace media_sync
