#include "plugin/core/progress/executor_watch.hpp"

#include "plugin/core/result.hpp"

#include <algorithm>

namespace media_sync {

executor_watch::executor_watch(executor_store& store, options settings, callbacks calls, const metrics& counted)
    : store_(store), settings_(settings), calls_(std::move(calls)), metrics_(counted) {}

executor_watch::~executor_watch() {
    stop();
}

void executor_watch::start() {
    thread_ = std::thread([this] { loop(); });
}

void executor_watch::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (!thread_.joinable()) return;

    thread_.join();
    try {
        store_.retire();
    } catch (const std::exception&) {
        // Then the silence of the heartbeat says it, a few seconds later.
    }
}

void executor_watch::loop() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        const auto began = std::chrono::steady_clock::now();
        beat();
        lock.lock();
        wake_.wait_until(lock, began + settings_.beat, [&] { return stopping_; });
    }
}

void executor_watch::beat() {
    try {
        const auto heard = store_.beat();
        calls_.others(heard.others);
        metrics_.runs_counted(heard.pending, heard.running);
        for (const auto id : heard.cancelled)
            calls_.cancel(id);
        in_trouble_ = false;
        was_away_ |= heard.after_silence;
        if (was_away_) look_after_own();

        // A process that was cut off from the database itself, or stood still with its machine, must not take the others for
        // dead. Who has retired has said so.
        if (heard.late && !was_late_) beats_since_late_ = 0;
        was_late_ = heard.late;
        ++beats_since_late_;
        const auto may_judge = std::min(++beats_in_a_row_, beats_since_late_) > settings_.beats_before_judging;
        for (const auto& run : store_.abandoned(settings_.rescues_at_once, may_judge))
            calls_.rescue(run);
        if (!may_judge) return;
        for (const auto& run :
             store_.end_orphans(settings_.ends_at_once, beats_in_a_row_ > settings_.beats_before_ending)) {
            metrics_.run_ended(run_status::failed);
            calls_.ended(run);
        }
    } catch (const store_not_migrated&) {
        // The host applies the migrations after every plugin's init; until then there is nothing to execute.
        beats_in_a_row_ = 0;
    } catch (const std::exception& away) {
        beats_in_a_row_ = 0;
        was_away_ = true;
        metrics_.heartbeat_failed();
        if (!in_trouble_) calls_.trouble(away.what());
        in_trouble_ = true;
    }
}

// Whoever was only cut off must not go on with what others do by now.
void executor_watch::look_after_own() {
    calls_.resurfaced();
    if (const auto runs = calls_.executing(); !runs.empty())
        for (const auto id : store_.taken(runs))
            calls_.cancel(id);
    was_away_ = false;
}

} // namespace media_sync
