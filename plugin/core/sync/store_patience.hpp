#pragma once

// Keeps a run calling the store until that is there again, without ever spinning and without holding anybody up who wants
// the run to stop.

#include "plugin/core/back_off.hpp"
#include "plugin/core/progress/run.hpp"
#include "plugin/core/result.hpp"
#include "plugin/core/sync/cancel_token.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace media_sync {

/// Whether the process stops, also for a run whose token says something else already. Safe to use from any thread.
class stop_flag {
  public:
    void raise() noexcept;
    bool is_raised();

    /// Sleeps up to `timeout`, less if the flag is raised. Returns whether it is.
    bool wait(std::chrono::milliseconds timeout);

  private:
    std::mutex mutex_;
    std::condition_variable raised_;
    bool is_raised_ = false;
};

/// Of one run; used by its thread.
class store_patience {
  public:
    /// One line for the log, `what happened key=value`.
    using log_callback = std::function<void(const std::string&)>;

    /// All references outlive this object.
    store_patience(run_id run, const cancel_token& cancel, stop_flag& stop, back_off::options pauses,
                   const log_callback& log)
        : run_(run), cancel_(cancel), stop_(stop), pauses_(std::move(pauses)), log_(log) {}

    /// Returns what `call` does, once it does not throw store_unavailable. Throws cancelled when the run should stop
    /// meanwhile.
    template <class Call>
    auto work(Call&& call) const {
        return patiently(call, [this](std::chrono::milliseconds pause) {
            if (const auto reason = cancel_.wait(pause); reason != cancel_reason::none) throw cancelled{reason};
        });
    }

    /// The same for what ends the run. It is stored whoever has cancelled the work, so this throws cancelled only when the
    /// process stops.
    template <class Call>
    auto end(Call&& call) const {
        return patiently(call, [this](std::chrono::milliseconds pause) {
            auto reason = cancel_.requested();
            if (reason == cancel_reason::none)
                reason = cancel_.wait(pause);
            else if (reason == cancel_reason::user && stop_.wait(pause))
                reason = cancel_reason::shutdown;
            if (reason == cancel_reason::shutdown) throw cancelled{reason};
        });
    }

  private:
    template <class Call, class Wait>
    auto patiently(Call& call, Wait&& wait) const {
        back_off pauses(pauses_);
        for (bool waited = false;; waited = true) {
            try {
                auto outcome = call();
                if (waited) log_("sync goes on run=" + std::to_string(run_));
                return outcome;
            } catch (const store_unavailable& away) {
                if (!waited)
                    log_("sync waits for the database run=" + std::to_string(run_) + " reason=\"" + away.what() + "\"");
            }
            wait(pauses.next());
        }
    }

    const run_id run_;
    const cancel_token& cancel_;
    stop_flag& stop_;
    const back_off::options pauses_;
    const log_callback& log_;
};

} // namespace media_sync
