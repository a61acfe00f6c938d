#include "plugin/media_servers/seen_ids.hpp"

#include <algorithm>
#include <iterator>

namespace media_sync {

namespace {

using run = std::vector<std::uint64_t>;

run merged(const run& left, const run& right) {
    run all;
    all.reserve(left.size() + right.size());
    std::ranges::merge(left, right, std::back_inserter(all));
    return all;
}

} // namespace

bool seen_ids::insert(std::uint64_t hash) {
    if (std::ranges::any_of(runs_, [hash](const run& sorted) { return std::ranges::binary_search(sorted, hash); }))
        return false;

    run last{hash};
    while (!runs_.empty() && runs_.back().size() <= last.size()) {
        last = merged(runs_.back(), last);
        runs_.pop_back();
    }
    runs_.push_back(std::move(last));
    ++size_;
    return true;
}

} // namespace media_sync
