#include "plugin/core/progress/run_tracker.hpp"

#include "plugin/core/progress/percent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace media_sync {

namespace {

// Raises `value` to `candidate`; never lowers it.
void raise_to(std::atomic<int>& value, int candidate) {
    auto known = value.load();
    while (known < candidate && !value.compare_exchange_weak(known, candidate)) {
    }
}

} // namespace

run_tracker::run_tracker(const run_snapshot& created) : id_(created.id.value()), attempt_(created.attempt) {}

result<void> run_tracker::check_open() const {
    if (!open_)
        return problem{errc::conflict, fmt::format("run {} has ended: its progress cannot change any more", id_)};
    return {};
}

result<void> run_tracker::update_progress(int percent, std::string_view message) {
    if (percent < 0 || percent > 100)
        return problem{errc::invalid_argument, fmt::format("progress {} of run {} is outside 0 to 100", percent, id_)};
    if (auto open = check_open(); !open) return open;

    raise_to(reported_percent_, std::min(percent, k_percent_before_completion));
    if (!message.empty()) {
        std::lock_guard lock(mutex_);
        message_ = message;
    }
    return {};
}

result<void> run_tracker::set_total_items(std::int64_t total) {
    if (total < 0)
        return problem{errc::invalid_argument, fmt::format("a total of {} items for run {} is below 0", total, id_)};
    if (auto open = check_open(); !open) return open;

    total_ = total;
    return {};
}

result<void> run_tracker::increment_processed_items(std::int64_t count) {
    if (count < 0)
        return problem{errc::invalid_argument, fmt::format("run {} cannot process {} items: below 0", id_, count)};
    if (auto open = check_open(); !open) return open;

    auto known = processed_.load();
    std::int64_t sum = 0;
    do {
        if (__builtin_add_overflow(known, count, &sum)) sum = std::numeric_limits<std::int64_t>::max();
    } while (!processed_.compare_exchange_weak(known, sum));
    return {};
}

result<void> run_tracker::set_progress_data(std::string json) {
    if (auto open = check_open(); !open) return open;

    std::lock_guard lock(mutex_);
    data_ = std::move(json);
    return {};
}

progress_change run_tracker::change() {
    std::lock_guard lock(mutex_);
    progress_change change;
    change.id = id_;
    change.attempt = attempt_;
    change.processed_items = processed_;
    if (const auto total = total_.load(); total >= 0) change.total_items = std::max(total, change.processed_items);

    const auto reported = reported_percent_.load();
    const auto percent = reported >= 0 ? reported : percent_of_items(change.processed_items, change.total_items);
    change.progress = std::max(shown_percent_, percent);
    advanced_ = advanced_ || change.progress > shown_percent_ || change.processed_items > shown_processed_;
    change.advanced = advanced_;
    change.status_message = message_;
    change.progress_data = data_;

    shown_percent_ = change.progress;
    shown_processed_ = change.processed_items;
    return change;
}

void run_tracker::stored() {
    std::lock_guard lock(mutex_);
    advanced_ = false;
}

} // namespace media_sync
