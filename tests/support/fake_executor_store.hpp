#pragma once

// An executor_store that answers what a test tells it to.

#include "plugin/core/progress/executor_store.hpp"
#include "plugin/core/result.hpp"
#include "support/recording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace media_sync::test {

enum class database_state { up, away, not_migrated, refusing };

/// Safe to use from any thread.
class fake_executor_store final : public executor_store {
  public:
    void set_state(database_state state) {
        std::lock_guard lock(mutex_);
        state_ = state;
    }
    /// The next heartbeat brings these.
    void want_cancelled(std::vector<run_id> runs) {
        std::lock_guard lock(mutex_);
        cancels_ = std::move(runs);
    }
    /// Another executor has the run.
    void take(run_id run) {
        std::lock_guard lock(mutex_);
        taken_.insert(run);
    }
    /// The next heartbeat is the first after a silence.
    void be_silent() {
        std::lock_guard lock(mutex_);
        silent_ = true;
    }
    /// The next heartbeat is a late one, and so are all after it if it `stays` so.
    void be_late(bool stays = false) {
        std::lock_guard lock(mutex_);
        late_ = true;
        stays_late_ = stays;
    }
    /// So many other executors live.
    void set_others(std::size_t count) {
        std::lock_guard lock(mutex_);
        others_ = count;
    }
    /// So many runs of this executor have not ended.
    void set_active(std::size_t pending, std::size_t running) {
        std::lock_guard lock(mutex_);
        pending_ = pending;
        running_ = running;
    }
    /// One whose end the next look for such runs brings.
    void orphan(abandoned_run run) {
        std::lock_guard lock(mutex_);
        orphans_.push_back(std::move(run));
    }
    void abandon(abandoned_run run) {
        std::lock_guard lock(mutex_);
        abandoned_.push_back(std::move(run));
    }

    heartbeat beat() override {
        note("heartbeat");
        std::lock_guard lock(mutex_);
        return {std::exchange(cancels_, {}),      others_, pending_, running_, std::exchange(silent_, false),
                std::exchange(late_, stays_late_)};
    }
    std::vector<abandoned_run> abandoned(std::size_t limit, bool silent) override {
        note("abandoned " + std::to_string(limit) + (silent ? " silent" : ""));
        std::lock_guard lock(mutex_);
        return abandoned_;
    }
    std::vector<abandoned_run> end_orphans(std::size_t limit, bool silent) override {
        note("end_orphans " + std::to_string(limit) + (silent ? " silent" : ""));
        std::lock_guard lock(mutex_);
        return std::exchange(orphans_, {});
    }
    void forget_dead() override { note("forget_dead"); }
    std::vector<run_id> taken(std::span<const run_id> runs) override {
        note(fmt::format("taken {}", fmt::join(runs, " ")));
        std::lock_guard lock(mutex_);
        std::vector<run_id> gone;
        std::ranges::copy_if(runs, std::back_inserter(gone), [this](run_id id) { return taken_.contains(id); });
        return gone;
    }
    void retire() override { note("retire"); }

    /// "heartbeat", "abandoned LIMIT", "end_orphans LIMIT", both also with " silent", "taken 1 2", "retire"; noted whether they
    /// succeed or not.
    recording<std::string> calls;

  private:
    void note(std::string call) {
        auto state = database_state::up;
        {
            std::lock_guard lock(mutex_);
            state = state_;
        }
        calls.add(std::move(call));
        if (state == database_state::away) throw store_unavailable("the database is away");
        if (state == database_state::not_migrated) throw store_not_migrated("job_executors is missing");
        if (state == database_state::refusing) throw std::runtime_error("permission denied for job_executors");
    }

    std::mutex mutex_;
    database_state state_ = database_state::up;
    std::vector<run_id> cancels_;
    std::set<run_id> taken_;
    bool silent_ = false;
    bool late_ = false;
    bool stays_late_ = false;
    std::size_t others_ = 0;
    std::size_t pending_ = 0;
    std::size_t running_ = 0;
    std::vector<abandoned_run> abandoned_;
    std::vector<abandoned_run> orphans_;
};

} // namespace media_sync::test
