#include "plugin/core/progress/progress_flusher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace media_sync {

progress_flusher::progress_flusher(run_store& store, progress_hub& hub, options settings, lost_callback on_lost,
                                   trouble_callback on_trouble)
    : store_(store), hub_(hub), settings_(settings), on_lost_(std::move(on_lost)), on_trouble_(std::move(on_trouble)),
      thread_([this] { loop(); }) {}

progress_flusher::~progress_flusher() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void progress_flusher::changed(const std::shared_ptr<run_tracker>& run) {
    if (!run->mark_dirty()) return;

    {
        std::lock_guard lock(mutex_);
        dirty_.push_back(run);
    }
    wake_.notify_one();
}

void progress_flusher::loop() {
    auto pause = settings_.interval;

    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [&] { return stopping_ || !dirty_.empty(); });
        const auto last_round = stopping_;
        auto runs = std::move(dirty_);
        dirty_.clear();

        lock.unlock();
        const auto written = runs.empty() || flush(std::move(runs));
        lock.lock();
        if (last_round) return;

        pause = written ? settings_.interval : std::min(pause * 2, settings_.longest_back_off);
        wake_.wait_for(lock, pause, [&] { return stopping_; });
    }
}

bool progress_flusher::flush(std::vector<std::shared_ptr<run_tracker>> runs) {
    std::vector<progress_change> changes;
    changes.reserve(runs.size());
    for (const auto& run : runs) {
        // Before the state is read: what is reported from here on makes the run dirty again.
        run->take_dirty();
        changes.push_back(run->change());
    }

    try {
        std::unordered_set<run_id> done;
        auto written = store_.write_progress(changes);
        for (const auto& run : written)
            done.insert(run.id.value());
        hub_.publish(std::move(written));
        for (const auto& run : runs)
            if (done.contains(run->id())) run->stored();
        std::erase_if(changes, [&](const progress_change& change) { return done.contains(change.id); });
        if (changes.empty()) return true;

        const auto owned = store_.still_owned(changes);
        for (const auto& run : runs) {
            if (done.contains(run->id())) continue;
            if (std::ranges::find(owned, run->id()) != owned.end())
                keep_dirty(run);
            else
                on_lost_(run->id());
        }
        return true;
    } catch (const store_unavailable& trouble) {
        for (const auto& run : runs)
            keep_dirty(run);
        on_trouble_(trouble.what());
        return false;
    } catch (const std::exception& refusal) {
        if (runs.size() > 1) return flush_one_by_one(runs);
        // Kept dirty, it would be refused again and again; its next report is a new try.
        on_trouble_(fmt::format("the progress of run {} is refused: {}", runs.front()->id(), refusal.what()));
        return true;
    }
}

// What the store refuses of one run must not keep the others from being stored.
bool progress_flusher::flush_one_by_one(const std::vector<std::shared_ptr<run_tracker>>& runs) {
    auto reached = true;
    for (const auto& run : runs)
        reached &= flush({run});
    return reached;
}

void progress_flusher::keep_dirty(const std::shared_ptr<run_tracker>& run) {
    if (!run->mark_dirty()) return;
    std::lock_guard lock(mutex_);
    dirty_.push_back(run);
}

} // namespace media_sync
