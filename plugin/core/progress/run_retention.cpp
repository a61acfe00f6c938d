#include "plugin/core/progress/run_retention.hpp"

namespace media_sync {

std::size_t run_retention::prune() {
    if (!settings_.keep || clock_.steady() < next_) return 0;

    std::size_t deleted = 0;
    for (int part = 0; part < settings_.parts && !stopping_; ++part) {
        const auto looked = store_.prune(*settings_.keep, looked_at_, settings_.part);
        for (const auto id : looked.deleted)
            hub_.forget(id);
        deleted += looked.deleted.size();

        looked_at_ = looked.last;
        if (looked.runs == settings_.part) continue;
        looked_at_ = 0;
        next_ = clock_.steady() + settings_.rest;
        break;
    }
    return deleted;
}

} // namespace media_sync
