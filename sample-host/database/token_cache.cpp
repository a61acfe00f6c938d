#include "database/token_cache.hpp"

#include <utility>

namespace sample_host {

token_cache::token_cache(token_cache_limits limits, clock now) : limits_(limits), now_(std::move(now)) {}

std::optional<suasor::principal> token_cache::find(const token_hash& token, std::chrono::milliseconds outlived_by) {
    std::lock_guard lock(mutex_);
    const auto found = by_token_.find(token);
    if (found == by_token_.end() || found->second->expires + outlived_by <= now_()) return std::nullopt;
    return found->second->owner;
}

void token_cache::put(const token_hash& token, const suasor::principal& owner) {
    std::lock_guard lock(mutex_);
    erase_locked(token);
    if (by_age_.size() >= limits_.entries && !by_age_.empty()) erase_locked(token_hash(by_age_.front().token));

    by_age_.push_back({token, owner, now_() + limits_.lifetime});
    by_token_.emplace(token, std::prev(by_age_.end()));
}

void token_cache::erase(const token_hash& token) {
    std::lock_guard lock(mutex_);
    erase_locked(token);
}

void token_cache::erase_locked(const token_hash& token) {
    const auto found = by_token_.find(token);
    if (found == by_token_.end()) return;
    by_age_.erase(found->second);
    by_token_.erase(found);
}

} // namespace sample_host
