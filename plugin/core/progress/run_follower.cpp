#include "plugin/core/progress/run_follower.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iterator>
#include <optional>
#include <utility>

namespace media_sync {

namespace {

constexpr std::chrono::seconds k_judge_every{1};

template <class T>
bool contains(const std::vector<T>& sorted, const T& one) {
    return std::ranges::binary_search(sorted, one);
}

// Those of `now` that are not in `before`; both sorted.
template <class T>
std::vector<T> added(const std::vector<T>& now, const std::vector<T>& before) {
    std::vector<T> fresh;
    std::ranges::set_difference(now, before, std::back_inserter(fresh));
    return fresh;
}

template <class T>
void sort_unique(std::vector<T>& all) {
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
}

} // namespace

run_follower::run_follower(run_store& store, progress_hub& hub, run_listener& listener, const clock& time,
                           options settings, watched_callback watched, trouble_callback on_trouble)
    : store_(store), hub_(hub), listener_(listener), time_(time), settings_(settings), watched_(std::move(watched)),
      on_trouble_(std::move(on_trouble)),
      subscription_(hub.subscribe([this](std::span<const progress_hub::change> changes) { note(changes); })) {}

run_follower::~run_follower() {
    stop();
}

void run_follower::start() {
    next_judgement_ = time_.steady() + k_judge_every;
    thread_ = std::thread([this] { loop(); });
}

void run_follower::wake() {
    listener_.interrupt();
}

void run_follower::stop() {
    stopping_ = true;
    listener_.interrupt();
    if (thread_.joinable()) thread_.join();
}

void run_follower::loop() {
    while (!stopping_) {
        const auto heard = listener_.hear(until_something_is_due());
        if (stopping_) return;

        if (time_.steady() >= next_judgement_) {
            hub_.update_liveness();
            next_judgement_ = time_.steady() + k_judge_every;
        }
        follow(heard);
    }
}

std::chrono::milliseconds run_follower::until_something_is_due() const {
    const auto next = followed_.empty() ? next_judgement_ : std::min(next_judgement_, next_look_);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - time_.steady());
    return std::max(left, std::chrono::milliseconds(0));
}

// A change without a revision is one whose result this process has not seen.
void run_follower::note(std::span<const progress_hub::change> changes) {
    auto noted = false;
    for (const auto& change : changes) {
        if (change.revision != 0 || hub_.first_hand(change.id)) continue;
        std::lock_guard lock(mutex_);
        unknown_.insert(change.id);
        noted = true;
    }
    if (noted) listener_.interrupt();
}

void run_follower::follow(const heard_changes& heard) {
    auto watched = watched_now();
    const auto what = worth_a_look(watched, heard);
    const auto others_watched = watched != followed_;
    followed_ = std::move(watched);
    // Who has come and gone between two looks at what is watched leaves behind what the hub was told for them.
    if (others_watched || followed_.empty()) let_go_of_what_nobody_watches();
    if (followed_.empty()) {
        in_trouble_ = false;
        return;
    }

    const auto due = time_.steady() >= next_look_;
    if (due || (heard.any && !in_trouble_))
        look_at(followed_, true);
    else if (!what.empty() && !in_trouble_)
        look_at(what, false);
}

watched_runs run_follower::watched_now() const {
    auto watched = watched_();
    sort_unique(watched.runs);
    sort_unique(watched.media_sync_jobs);
    return watched;
}

// What is watched only now, and what others or this process have changed of it.
watched_runs run_follower::worth_a_look(const watched_runs& watched, const heard_changes& heard) {
    std::set<run_id> unknown;
    {
        std::lock_guard lock(mutex_);
        unknown.swap(unknown_);
    }

    watched_runs what{added(watched.runs, followed_.runs), added(watched.media_sync_jobs, followed_.media_sync_jobs),
                      watched.active && !followed_.active};
    // Whoever watches a list or a job may have to hear of a run that nobody here knows yet.
    const auto concerns = [&](run_id id) {
        return watched.active || !watched.media_sync_jobs.empty() || contains(watched.runs, id);
    };
    std::erase_if(what.runs, [&](run_id id) { return !is_behind(id); });
    for (const auto id : unknown)
        if (concerns(id)) what.runs.push_back(id);
    for (const auto& [id, revision] : heard.runs) {
        const auto known = hub_.latest(id);
        const auto news = !known || revision == 0 || known->run.revision < revision;
        if (news && concerns(id)) what.runs.push_back(id);
    }
    return what;
}

// Whether the store may know better than the hub.
bool run_follower::is_behind(run_id id) const {
    const auto known = hub_.latest(id);
    return !known || (!is_terminal(known->run.status) && !hub_.first_hand(id));
}

// Whether this process executes the active run of the job; there is only one.
bool run_follower::is_executed_here(std::uint64_t media_sync_job) const {
    const auto known = hub_.of_media_sync_job(media_sync_job);
    return known && !is_terminal(known->run.status) && hub_.first_hand(known->run.id.value());
}

void run_follower::look_at(const watched_runs& what, bool everything) {
    const auto pause = listener_.listening() ? settings_.check : settings_.poll;
    try {
        look(what, everything);
        if (everything) next_look_ = time_.steady() + pause;
        in_trouble_ = false;
        back_off_ = {};
    } catch (const std::exception& trouble) {
        if (!in_trouble_) on_trouble_(trouble.what());
        in_trouble_ = true;
        // Everything, then: what has been heard by now is not asked for again.
        back_off_ = std::clamp(2 * back_off_, pause, std::max(pause, settings_.longest_back_off));
        next_look_ = time_.steady() + back_off_;
    }
}

void run_follower::look(const watched_runs& what, bool everything) {
    std::vector<run_snapshot> found;
    if (what.active) found = store_.active({}, settings_.most_active);
    const auto truncated = found.size() == settings_.most_active;
    const auto oldest_listed = truncated ? found.back().id.value() : run_id{0};
    for (const auto job : what.media_sync_jobs) {
        if (is_executed_here(job)) continue;
        if (auto run = store_.of_media_sync_job(job, {}); run && run->id) found.push_back(*std::move(run));
    }

    std::set<run_id> listed;
    for (const auto& run : found)
        listed.insert(run.id.value());
    hub_.observe(std::move(found));

    std::set<run_id> missing;
    for (const auto id : what.runs)
        if (!listed.contains(id) && (!everything || is_behind(id))) missing.insert(id);
    // What was active and is not listed any more has ended; its last state is still to be seen.
    if (everything)
        for (const auto& known : hub_.active({}, SIZE_MAX)) {
            const auto id = known->run.id.value();
            if (id >= oldest_listed && !listed.contains(id) && !hub_.first_hand(id)) missing.insert(id);
        }
    read(std::move(missing));
    let_go_of_what_nobody_watches();
}

void run_follower::read(std::set<run_id> runs) {
    if (runs.empty()) return;

    auto found = store_.find_many(std::vector(runs.begin(), runs.end()));
    for (const auto& run : found)
        runs.erase(run.id.value());
    hub_.observe(std::move(found));
    for (const auto deleted : runs)
        if (!hub_.first_hand(deleted)) hub_.forget(deleted);
}

void run_follower::let_go_of_what_nobody_watches() {
    if (followed_.active) return;
    // Asked with the hub locked: whoever begins to watch later finds out what the hub has let go of.
    std::optional<watched_runs> watched;
    hub_.forget_observed([&](const run_snapshot& run) {
        if (!watched) watched = watched_now();
        const auto of_job = run.media_sync_job_id && contains(watched->media_sync_jobs, *run.media_sync_job_id);
        return !watched->active && !of_job && !contains(watched->runs, run.id.value());
    });
}

} // namespace media_sync
