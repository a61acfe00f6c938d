#include "plugin/core/progress/progress_flusher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>

namespace media_sync {

namespace {

// Runs may report as many items as there are numbers.
std::int64_t sum(std::int64_t a, std::int64_t b) {
    std::int64_t both = 0;
    return __builtin_add_overflow(a, b, &both) ? std::numeric_limits<std::int64_t>::max() : both;
}

} // namespace

progress_flusher::progress_flusher(run_store& store, progress_hub& hub, const clock& time, options settings,
                                   lost_callback on_lost, trouble_callback on_trouble, const metrics& counted)
    : store_(store), hub_(hub), clock_(time), settings_(settings), on_lost_(std::move(on_lost)),
      on_trouble_(std::move(on_trouble)), metrics_(counted), thread_([this] { loop(); }) {}

progress_flusher::~progress_flusher() {
    stop();
}

void progress_flusher::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void progress_flusher::changed(const std::shared_ptr<run_tracker>& run, news what) {
    auto wakes = false;
    if (run->mark_dirty()) {
        std::lock_guard lock(mutex_);
        wakes = dirty_.empty();
        dirty_.push_back(run);
    }
    if (what == news::urgent && !urgent_.exchange(true)) {
        // A flusher that has just found nothing urgent holds the mutex until it sleeps.
        std::lock_guard lock(mutex_);
        wakes = true;
    }
    if (wakes) wake_.notify_one();
}

void progress_flusher::loop() {
    back_off pauses({2 * settings_.interval, settings_.longest_back_off});
    const auto closest = std::min(settings_.closest, settings_.interval);

    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [&] { return stopping_ || !dirty_.empty(); });
        if (stopping_) break;

        const auto runs = take_dirty();
        lock.unlock();
        const auto reached = flush(runs) != flushed::store_away;
        const auto ended = std::chrono::steady_clock::now();
        lock.lock();

        if (reached) pauses.reset();
        const auto pause = reached ? settings_.interval : pauses.next();
        wake_.wait_until(lock, ended + (reached ? closest : pause), [&] { return stopping_; });
        wake_.wait_until(lock, ended + pause, [&] { return stopping_ || urgent_; });
    }
    lock.unlock();
    flush_all();
}

void progress_flusher::flush_all() {
    while (true) {
        std::unique_lock lock(mutex_);
        const auto runs = take_dirty();
        lock.unlock();
        if (runs.empty() || flush(runs) != flushed::some) return;
    }
}

// With mutex_ taken.
progress_flusher::trackers progress_flusher::take_dirty() {
    urgent_ = false;
    if (dirty_.size() <= most_runs_) return std::exchange(dirty_, {});

    const auto end = dirty_.begin() + static_cast<std::ptrdiff_t>(most_runs_);
    trackers first(std::move_iterator(dirty_.begin()), std::move_iterator(end));
    dirty_.erase(dirty_.begin(), end);
    return first;
}

progress_flusher::flushed progress_flusher::flush(const trackers& runs) {
    const auto now = clock_.steady();
    std::vector<progress_change> changes;
    changes.reserve(runs.size());
    for (const auto& run : runs) {
        // Before the state is read: what is reported from here on makes the run dirty again.
        run->take_dirty();
        changes.push_back(run->change(now));
    }

    try {
        auto outcome = store_.write_progress(changes);
        in_trouble_ = false;
        metrics_.progress_flushed(outcome.written.size(), clock_.steady() - now);
        std::unordered_map<run_id, bool> still_ours; // and whether it was written
        for (const auto& run : outcome.written)
            still_ours.emplace(run.id.value(), true);
        for (const auto id : outcome.skipped)
            still_ours.emplace(id, false);
        hub_.publish(std::move(outcome.written));

        trackers skipped;
        std::vector<run_id> lost;
        std::int64_t items = 0;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto found = still_ours.find(runs[i]->id());
            if (found == still_ours.end())
                lost.push_back(runs[i]->id());
            else if (found->second)
                items = sum(items, runs[i]->stored(changes[i], now));
            else
                skipped.push_back(runs[i]);
        }
        metrics_.items_reported(items);
        keep_dirty(skipped);
        if (!lost.empty()) on_lost_(lost);
        if (most_runs_ <= runs.size()) most_runs_ *= 2;
        return skipped.size() == runs.size() ? flushed::none : flushed::some;
    } catch (const store_unavailable& trouble) {
        keep_dirty(runs);
        if (!in_trouble_) on_trouble_(trouble.what());
        in_trouble_ = true;
        return flushed::store_away;
    } catch (const std::exception& refusal) {
        refused(runs, refusal.what());
        return flushed::some;
    }
}

// What the store refuses of one run must not keep the others from being stored, nor become as many statements as there are
// runs: the half of them comes first next time.
void progress_flusher::refused(const trackers& runs, const std::string& why) {
    if (runs.size() > 1) {
        most_runs_ = runs.size() / 2;
        keep_dirty(runs);
        return;
    }
    // Kept dirty, it would be refused again and again; its next report is a new try.
    most_runs_ = k_all_runs;
    on_trouble_(fmt::format("the progress of run {} is refused: {}", runs.front()->id(), why));
}

// They go before those that have become dirty since.
void progress_flusher::keep_dirty(const trackers& runs) {
    std::lock_guard lock(mutex_);
    trackers kept;
    std::ranges::copy_if(runs, std::back_inserter(kept), [](const auto& run) { return run->mark_dirty(); });
    dirty_.insert(dirty_.begin(), kept.begin(), kept.end());
}

} // namespace media_sync
