// The tokens seen a moment ago and whose they are, so that not every request asks the database; and who they were while it cannot
// be asked.
#pragma once

#include "database/token.hpp"
#include "database/users.hpp"

#include <suasor/types.hpp>

#include <chrono>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace sample_host {

/// Bounded in number and in time. [any-thread]
class token_cache {
  public:
    using clock = std::function<std::chrono::steady_clock::time_point()>;

    explicit token_cache(token_cache_limits limits, clock now = &std::chrono::steady_clock::now);

    std::optional<suasor::principal> find(const token_hash& token) { return find(token, {}); }
    /// The same for those that nobody can ask about now.
    std::optional<suasor::principal> find_outlived(const token_hash& token) { return find(token, limits_.outage); }

    /// Drops the oldest entry when full.
    void put(const token_hash& token, const suasor::principal& owner);

    void erase(const token_hash& token);

  private:
    struct entry {
        token_hash token;
        suasor::principal owner;
        std::chrono::steady_clock::time_point expires;
    };
    using entries = std::list<entry>;

    std::optional<suasor::principal> find(const token_hash& token, std::chrono::milliseconds outlived_by);
    void erase_locked(const token_hash& token);

    const token_cache_limits limits_;
    const clock now_;
    std::mutex mutex_;
    entries by_age_; // oldest first, which is also the order in which they expire
    std::unordered_map<token_hash, entries::iterator> by_token_;
};

} // namespace sample_host
