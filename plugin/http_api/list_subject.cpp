#include "plugin/http_api/list_subject.hpp"

#include "plugin/core/progress/job_service.hpp"
#include "plugin/http_api/entity_tag.hpp"
#include "plugin/http_api/run_array.hpp"

#include <algorithm>
#include <iterator>

namespace media_sync {

std::vector<run_ptr> list_subject::owed_since(std::uint64_t seen) const {
    std::vector<run_ptr> owed;
    for (const auto& ended : ended_)
        if (ended.listed <= seen && seen < ended.left) owed.push_back(ended.last);
    return owed;
}

std::shared_ptr<const live_text> list_subject::text_since(std::uint64_t seen) {
    auto runs = owed_since(seen);
    std::vector<run_id> key;
    for (const auto& run : runs)
        key.push_back(run->run.id.value());
    auto& text = texts_[std::move(key)];
    if (text) return text;

    const auto adds_nothing = runs.empty();
    runs.insert(runs.end(), active_.begin(), active_.end());
    std::ranges::sort(runs, std::greater<>(), [](const run_ptr& run) { return run->run.id; });
    text = std::make_shared<const live_text>(adds_nothing ? tag_ : entity_tag(runs), run_array_json(runs), false);
    return text;
}

void list_subject::take(const run_ptr& run) {
    const auto listed = listed_since_.find(run->run.id.value());
    if (listed == listed_since_.end() || !is_terminal(run->run.status)) return;

    ended_.push_back({run, listed->second, version() + 1});
    listed_since_.erase(listed);
    texts_.clear();
    has_changed();
}

std::vector<run_id> list_subject::look(const progress_hub& hub) {
    active_ = hub.active(viewer_, limit_);
    auto tag = entity_tag(active_);
    if (version() == 0 || tag != tag_) {
        tag_ = std::move(tag);
        texts_.clear();
        has_changed();
    }
    for (const auto& run : active_)
        listed_since_.try_emplace(run->run.id.value(), version());

    std::vector<run_id> unknown;
    const auto listed = listed_since_; // take() removes from it
    for (const auto& [id, since] : listed) {
        if (std::ranges::binary_search(active_, id, std::greater<>(), [](const run_ptr& run) { return *run->run.id; }))
            continue;
        if (const auto run = hub.latest(id))
            take(run);
        else
            unknown.push_back(id);
    }
    // Runs that newer ones have pushed off the list are owed no less, but not without bound.
    while (listed_since_.size() > limit_ + k_longest_active_list)
        listed_since_.erase(listed_since_.begin());
    return unknown;
}

bool list_subject::drop(run_id id) {
    listed_since_.erase(id);
    return true;
}

void list_subject::readers_are_at(const std::set<std::uint64_t>& versions) {
    std::erase_if(ended_, [&](const ended_run& ended) {
        const auto reader = versions.lower_bound(ended.listed);
        return reader == versions.end() || *reader >= ended.left;
    });
}

} // namespace media_sync
