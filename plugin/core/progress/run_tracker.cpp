#include "plugin/core/progress/run_tracker.hpp"

#include "plugin/core/counted_call.hpp"
#include "plugin/core/progress/percent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <thread>

namespace media_sync {

namespace {

// Raises `value` to `candidate`; never lowers it. Whether that was a change.
bool raise_to(std::atomic<int>& value, int candidate) {
    auto known = value.load();
    while (known < candidate)
        if (value.compare_exchange_weak(known, candidate)) return true;
    return false;
}

} // namespace

run_tracker::run_tracker(const run_snapshot& created, time_point now)
    : id_(created.id.value()), attempt_(created.attempt) {
    pace_.restart(now);
}

problem run_tracker::has_ended() const {
    return {errc::conflict, fmt::format("run {} has ended: its progress cannot change any more", id_)};
}

result<void> run_tracker::close() {
    if (!open_.exchange(false)) return has_ended();
    while (reporting_ > 0)
        std::this_thread::yield();
    return {};
}

template <class Take>
result<news> run_tracker::report(Take&& take) {
    const counted_call reporting(reporting_);
    if (!open_) return has_ended();
    return take();
}

result<news> run_tracker::update_progress(int percent, std::string_view message) {
    if (percent < 0 || percent > 100)
        return problem{errc::invalid_argument, fmt::format("progress {} of run {} is outside 0 to 100", percent, id_)};

    return report([&] {
        auto changed = raise_to(reported_percent_, std::min(percent, k_percent_before_completion));
        if (!message.empty()) {
            std::lock_guard lock(mutex_);
            changed |= message_ != message;
            message_ = message;
        }
        return changed ? news::steady : news::none;
    });
}

result<news> run_tracker::set_total_items(std::int64_t total) {
    if (total < 0)
        return problem{errc::invalid_argument, fmt::format("a total of {} items for run {} is below 0", total, id_)};

    return report([&] { return total_.exchange(total) == total ? news::none : news::urgent; });
}

result<news> run_tracker::increment_processed_items(std::int64_t count) {
    if (count < 0)
        return problem{errc::invalid_argument, fmt::format("run {} cannot process {} items: below 0", id_, count)};

    return report([&] {
        auto known = processed_.load();
        std::int64_t sum = 0;
        do {
            if (__builtin_add_overflow(known, count, &sum)) sum = std::numeric_limits<std::int64_t>::max();
        } while (!processed_.compare_exchange_weak(known, sum));
        return sum == known ? news::none : news::steady;
    });
}

result<news> run_tracker::set_progress_data(std::string json) {
    return report([&] {
        std::lock_guard lock(mutex_);
        if (data_ == json) return news::none;
        data_ = std::move(json);
        data_is_stored_ = false;
        return news::urgent;
    });
}

progress_change run_tracker::change(time_point now) {
    std::lock_guard lock(mutex_);
    progress_change change;
    change.id = id_;
    change.attempt = attempt_;
    change.processed_items = processed_;
    if (const auto total = total_.load(); total >= 0) change.total_items = std::max(total, change.processed_items);

    const auto reported = reported_percent_.load();
    const auto percent = reported >= 0 ? reported : percent_of_items(change.processed_items, change.total_items);
    shown_percent_ = std::max(shown_percent_, percent);
    change.progress = shown_percent_;
    change.advanced = change.progress > stored_percent_ || change.processed_items > stored_processed_;
    change.status_message = message_;
    if (!data_is_stored_) change.progress_data = data_;

    // A job that counts no items has no rate of them, not one of 0.
    if (change.processed_items > 0) {
        const auto pace = pace_with(change.processed_items, now);
        change.items_per_second = pace.rate(now);
        if (change.total_items) change.eta_seconds = pace.eta(*change.total_items - change.processed_items, now);
    }
    return change;
}

rate_estimator run_tracker::pace_with(std::int64_t processed, time_point now) const {
    auto pace = pace_;
    pace.sample(processed - stored_processed_, now);
    return pace;
}

std::int64_t run_tracker::stored(const progress_change& change, time_point now) {
    std::lock_guard lock(mutex_);
    const auto more = change.processed_items - stored_processed_;
    if (more < 0) return 0; // heard of after what was written later

    pace_ = pace_with(change.processed_items, now);
    stored_percent_ = std::max(stored_percent_, change.progress);
    stored_processed_ = change.processed_items;
    data_is_stored_ = data_is_stored_ || change.progress_data == data_;
    return more;
}

} // namespace media_sync
