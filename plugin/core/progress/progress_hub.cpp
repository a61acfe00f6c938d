#include "plugin/core/progress/progress_hub.hpp"

namespace media_sync {

void progress_hub::publish(run_snapshot snapshot) {
    const auto id = snapshot.id.value();
    const auto ended = is_terminal(snapshot.status);
    auto shared = std::make_shared<const run_snapshot>(std::move(snapshot));

    std::lock_guard lock(mutex_);
    auto& known = latest_[id];
    if (known && known->revision >= shared->revision) return;
    known = std::move(shared);

    if (!ended) return;
    ended_.push_back(id);
    if (ended_.size() <= ended_limit_) return;
    latest_.erase(ended_.front());
    ended_.pop_front();
}

std::shared_ptr<const run_snapshot> progress_hub::latest(run_id id) const {
    std::lock_guard lock(mutex_);
    const auto found = latest_.find(id);
    return found == latest_.end() ? nullptr : found->second;
}

void progress_hub::forget(run_id id) {
    std::lock_guard lock(mutex_);
    latest_.erase(id);
}

} // namespace media_sync
