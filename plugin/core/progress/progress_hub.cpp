#include "plugin/core/progress/progress_hub.hpp"

#include <algorithm>

namespace media_sync {

namespace {

// A host may leave a run of its own behind that never ends. Runs that have an executor have a liveness.
constexpr std::chrono::hours k_hosts_own_runs_are_listed_for{24};

bool is_listed(const run_snapshot& run, time_point now) {
    if (is_terminal(run.status)) return false;
    return run.liveness || !run.created_at || now - *run.created_at < k_hosts_own_runs_are_listed_for;
}

// How long before its last stored change a run has advanced for the last time.
std::chrono::microseconds silence_before_update(const run_snapshot& run) {
    if (!run.updated_at || !run.advanced_at) return {};
    return std::max(std::chrono::microseconds{}, *run.updated_at - *run.advanced_at);
}

} // namespace

// With mutex_ taken. Whether the listeners have to hear of it.
bool progress_hub::take(run_snapshot&& snapshot, bool first_hand) {
    const auto id = snapshot.id.value();
    auto& known = runs_[id];
    // A reader here may have observed what this process has stored before it publishes that; other processes hear of it from
    // what is published only.
    const auto is_unsaid = first_hand && known.published < snapshot.revision;
    if (is_unsaid) known.published = snapshot.revision;
    auto is_news = true;
    if (known.latest) {
        const auto& before = known.latest->run;
        if (snapshot.revision < before.revision) return false;
        if (snapshot.revision == before.revision) {
            if (known.first_hand) return is_unsaid;
            // What the row alone does not tell, whether its process lives and what a host's own job has done, may be news
            // too; and what others have observed of a run may reach the hub before what its own process publishes.
            is_news = snapshot != before;
            if (!is_news && !first_hand) return false;
        }
        first_hand |= known.first_hand && snapshot.attempt == before.attempt;
    }

    const auto ends = is_terminal(snapshot.status) && !(known.latest && is_terminal(known.latest->run.status));
    known.first_hand = first_hand;
    known.listed = is_listed(snapshot, time_.now());
    known.advanced = time_.steady() - silence_before_update(snapshot);
    known.latest = std::make_shared<const published_run>(std::move(snapshot));
    if (ends) note_end(id);
    return is_news || is_unsaid;
}

void progress_hub::note_end(run_id id) {
    ended_.push_back(id);
    if (ended_.size() <= settings_.ended_runs) return;
    runs_.erase(ended_.front());
    ended_.pop_front();
}

void progress_hub::publish(std::vector<run_snapshot> snapshots) {
    std::vector<change> changes;
    {
        std::lock_guard lock(mutex_);
        for (auto& snapshot : snapshots) {
            const change made{snapshot.id.value(), snapshot.revision, true};
            if (take(std::move(snapshot), true)) changes.push_back(made);
        }
    }
    tell(changes);
}

void progress_hub::publish(run_snapshot snapshot) {
    std::vector<run_snapshot> one;
    one.push_back(std::move(snapshot));
    publish(std::move(one));
}

void progress_hub::observe(std::vector<run_snapshot> snapshots) {
    std::vector<change> changes;
    {
        std::lock_guard lock(mutex_);
        for (auto& snapshot : snapshots) {
            const change made{snapshot.id.value(), snapshot.revision, false};
            if (take(std::move(snapshot), false)) changes.push_back(made);
        }
    }
    tell(changes);
}

void progress_hub::mention(run_id id) {
    const change made{id, 0, true};
    tell({&made, 1});
}

void progress_hub::forget(run_id id) {
    {
        std::lock_guard lock(mutex_);
        if (runs_.erase(id) == 0) return;
        std::erase(ended_, id);
    }
    const change made{id, 0, false};
    tell({&made, 1});
}

void progress_hub::forget_observed(const std::function<bool(const run_snapshot&)>& unwanted) {
    std::lock_guard lock(mutex_);
    std::erase_if(runs_, [&](const auto& each) {
        const auto& [id, known] = each;
        if (known.first_hand || !unwanted(known.latest->run)) return false;
        std::erase(ended_, id);
        return true;
    });
}

std::shared_ptr<const published_run> progress_hub::latest(run_id id) const {
    std::lock_guard lock(mutex_);
    const auto found = runs_.find(id);
    return found == runs_.end() ? nullptr : found->second.latest;
}

std::shared_ptr<const published_run> progress_hub::first_hand(run_id id) const {
    std::lock_guard lock(mutex_);
    const auto found = runs_.find(id);
    return found == runs_.end() || !found->second.first_hand ? nullptr : found->second.latest;
}

std::vector<std::shared_ptr<const published_run>> progress_hub::active(const scope& viewer, std::size_t limit) const {
    std::vector<std::shared_ptr<const published_run>> found;
    std::lock_guard lock(mutex_);
    for (const auto& [id, known] : runs_) {
        if (found.size() == limit) break;
        if (known.listed && viewer.covers(known.latest->run.owner)) found.push_back(known.latest);
    }
    return found;
}

std::shared_ptr<const published_run> progress_hub::of_media_sync_job(std::uint64_t media_sync_job_id) const {
    std::shared_ptr<const published_run> newest_ended;
    std::lock_guard lock(mutex_);
    for (const auto& [id, known] : runs_) {
        if (known.latest->run.media_sync_job_id != media_sync_job_id) continue;
        if (!is_terminal(known.latest->run.status)) return known.latest;
        if (!newest_ended) newest_ended = known.latest;
    }
    return newest_ended;
}

void progress_hub::update_liveness() {
    std::vector<change> changes;
    {
        std::lock_guard lock(mutex_);
        const auto now = time_.steady();
        for (auto& [id, known] : runs_) {
            const auto& run = known.latest->run;
            if (known.listed && !is_listed(run, time_.now())) {
                known.listed = false;
                changes.push_back({id, run.revision, false});
            }
            if (!known.first_hand || run.status != run_status::running) continue;
            const auto state = now - known.advanced > settings_.stalled_after ? liveness::stalled : liveness::ok;
            if (run.liveness == state) continue;

            auto moved = run;
            moved.liveness = state;
            changes.push_back({id, run.revision, false});
            known.latest = std::make_shared<const published_run>(std::move(moved));
        }
    }
    tell(changes);
}

progress_hub::subscription progress_hub::subscribe(listener heard) {
    std::lock_guard lock(listeners_mutex_);
    listeners_.emplace(++last_listener_, std::move(heard));
    return {*this, last_listener_};
}

void progress_hub::tell(std::span<const change> changes) const {
    if (changes.empty()) return;
    std::shared_lock lock(listeners_mutex_);
    for (const auto& [id, heard] : listeners_)
        heard(changes);
}

progress_hub::subscription::~subscription() {
    if (!hub_) return;
    std::lock_guard lock(hub_->listeners_mutex_);
    hub_->listeners_.erase(id_);
}

} // namespace media_sync
