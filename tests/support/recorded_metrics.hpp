#pragma once

// Metrics that keep what they are told, in words, for a test to compare. How long something took is left out.

#include "plugin/core/metrics.hpp"
#include "plugin/core/sync/sync_store.hpp"
#include "support/recording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace media_sync::test {

/// Safe to use from any thread.
class recorded_metrics final : public metrics {
  public:
    void run_started() const noexcept override { events.add("started"); }
    void run_continued() const noexcept override { events.add("continued"); }
    void run_ended(run_status how) const noexcept override { events.add(fmt::format("ended {}", to_string(how))); }
    void run_lost() const noexcept override { events.add("lost"); }
    void runs_counted(std::size_t pending, std::size_t running) const noexcept override {
        events.add(fmt::format("counted {} {}", pending, running));
    }
    void heartbeat_failed() const noexcept override { events.add("heartbeat failed"); }

    void batch_committed(const item_counts& items, duration) const noexcept override {
        events.add(fmt::format("committed {} {} {} {}", items.created, items.updated, items.unchanged, items.failed));
    }
    void progress_flushed(std::size_t runs, duration) const noexcept override {
        events.add(fmt::format("flushed {}", runs));
    }
    void items_reported(std::int64_t items) const noexcept override { events.add(fmt::format("reported {}", items)); }

    void follower_came(follower kind) const noexcept override { events.add(word(kind) + " came"); }
    void follower_left(follower kind) const noexcept override { events.add(word(kind) + " left"); }
    void request_refused(refusal_reason why) const noexcept override {
        events.add(fmt::format("refused {}", static_cast<int>(why)));
    }

    void session_taken() const noexcept override { events.add("taken"); }
    void session_returned() const noexcept override { events.add("returned"); }
    void session_awaited() const noexcept override { events.add("awaited"); }

    std::ptrdiff_t count(const std::string& event) const { return std::ranges::count(events.entries(), event); }
    void wait_for(const std::string& event) const {
        events.wait_until([&](const auto& all) { return std::ranges::find(all, event) != all.end(); });
    }

    mutable recording<std::string> events;

  private:
    static std::string word(follower kind) { return kind == follower::stream ? "stream" : "wait"; }
};

} // namespace media_sync::test
