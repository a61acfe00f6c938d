#include "plugin/core/progress/run_announcements.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace media_sync {

run_announcements::run_announcements(progress_hub& hub, run_announcer& announcer, std::chrono::milliseconds interval,
                                     trouble_callback on_trouble)
    : announcer_(announcer), interval_(interval), on_trouble_(std::move(on_trouble)), thread_([this] { loop(); }),
      subscription_(hub.subscribe([this](std::span<const progress_hub::change> changes) { note(changes); })) {}

run_announcements::~run_announcements() {
    subscription_ = {};
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void run_announcements::note(std::span<const progress_hub::change> changes) {
    if (listeners_ == 0) return;

    auto first = false;
    {
        std::lock_guard lock(mutex_);
        for (const auto& change : changes) {
            if (!change.committed_here) continue;
            first |= revisions_.empty();
            const auto [known, inserted] = revisions_.emplace(change.id, change.revision);
            // A revision that is not known may be later than any that is.
            const auto unknown = known->second == 0 || change.revision == 0;
            known->second = unknown ? 0 : std::max(known->second, change.revision);
        }
    }
    if (first) wake_.notify_one();
}

void run_announcements::loop() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [&] { return stopping_ || !revisions_.empty(); });
        const auto last_round = stopping_;
        const auto revisions = std::exchange(revisions_, {});

        lock.unlock();
        if (!revisions.empty()) announce(revisions);
        lock.lock();
        if (last_round) return;

        wake_.wait_for(lock, interval_, [&] { return stopping_; });
    }
}

void run_announcements::announce(const std::map<run_id, std::int64_t>& revisions) {
    std::vector<progress_hub::change> changes;
    changes.reserve(revisions.size());
    for (const auto& [id, revision] : revisions)
        changes.push_back({id, revision, true});

    try {
        announcer_.announce(changes);
        in_trouble_ = false;
    } catch (const std::exception& trouble) {
        // Dropped: whoever watches these runs elsewhere looks at the store from time to time all the same.
        if (!in_trouble_) on_trouble_(trouble.what());
        in_trouble_ = true;
    }
}

} // namespace media_sync
