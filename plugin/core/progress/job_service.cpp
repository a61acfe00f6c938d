#include "plugin/core/progress/job_service.hpp"

#include "plugin/core/media/clean_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace media_sync {

namespace {

problem no_such_run(run_id id) {
    return {errc::not_found, fmt::format("there is no run {}", id)};
}

// Ids are signed where they are stored.
bool can_be_stored(std::uint64_t id) {
    return id <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

// Whether PostgreSQL's jsonb takes it, which refuses NUL: one refused run would hold up the statement that stores them all.
bool is_storable(const boost::json::value& value) {
    const auto without_nul = [](boost::json::string_view text) { return text.find('\0') == text.npos; };
    if (const auto* text = value.if_string()) return without_nul(*text);
    if (const auto* number = value.if_double()) return std::isfinite(*number);
    if (const auto* array = value.if_array()) return std::ranges::all_of(*array, is_storable);
    if (const auto* object = value.if_object())
        return std::ranges::all_of(
            *object, [&](const auto& member) { return without_nul(member.key()) && is_storable(member.value()); });
    return true;
}

} // namespace

job_service::job_service(run_store& store, progress_hub& hub, const clock& time, progress_flusher::options flushing,
                         cancel_callback on_cancel, progress_flusher::trouble_callback on_trouble,
                         const metrics& counted)
    : store_(store), hub_(hub), clock_(time), on_cancel_(std::move(on_cancel)), metrics_(counted),
      flusher_(
          store, hub, time, flushing, [this](const std::vector<run_id>& ids) { lost(ids); }, std::move(on_trouble),
          counted) {}

result<run_id> job_service::create_run(const new_run& run) {
    if (run.job_name.empty()) return problem{errc::invalid_argument, "a run needs a job name"};
    if (run.job_type.empty()) return problem{errc::invalid_argument, "a run needs a job type, for example \"system\""};

    if (run.owner && !can_be_stored(*run.owner))
        return problem{errc::invalid_argument, fmt::format("no user has the id {}", *run.owner)};

    auto created = store_.create(run);
    const auto id = created.id.value();
    {
        std::lock_guard lock(mutex_);
        runs_.emplace(id, std::make_shared<run_tracker>(created, clock_.steady()));
    }
    hub_.publish(std::move(created));
    metrics_.run_started();
    return id;
}

result<std::shared_ptr<run_tracker>> job_service::find(run_id id) const {
    {
        std::shared_lock lock(mutex_);
        if (const auto found = runs_.find(id); found != runs_.end()) return found->second;
    }
    if (const auto known = hub_.first_hand(id); known && is_terminal(known->run.status))
        return problem{errc::conflict, fmt::format("run {} has ended: its progress cannot change any more", id)};
    return problem{errc::not_found,
                   fmt::format("run {} is not one that this process executes for the job service", id)};
}

void job_service::let_go(run_id id) {
    std::lock_guard lock(mutex_);
    runs_.erase(id);
}

void job_service::lost(const std::vector<run_id>& ids) {
    std::vector<run_id> lost;
    for (const auto id : ids) {
        // A flush may come too late for a run that complete_run has ended, or is about to: what that has to say is known.
        const auto run = find(id);
        if (run && (*run)->close()) lost.push_back(id);
    }
    learn_of(lost);
    for (const auto id : lost) {
        let_go(id);
        metrics_.run_lost();
    }
}

// Finds out what became of runs that are not this process's any more, for those who report and those who watch here.
void job_service::learn_of(std::span<const run_id> ids) {
    try {
        hub_.observe(store_.find_many(ids));
    } catch (const store_unavailable&) {
        // Then whoever asks has to ask the store again.
    }
    for (const auto id : ids)
        if (const auto known = hub_.latest(id); known && !is_terminal(known->run.status)) hub_.forget(id);
}

void job_service::store_all() {
    std::vector<std::shared_ptr<run_tracker>> all;
    {
        std::shared_lock lock(mutex_);
        for (const auto& [id, run] : runs_)
            all.push_back(run);
    }
    for (const auto& run : all)
        flusher_.changed(run);
}

void job_service::end_unknown_runs() {
    // Longer than the answer to create_run may take: what is older and not known here never will be.
    constexpr std::chrono::minutes k_unknown_for{5};
    std::vector<run_id> known;
    {
        std::shared_lock lock(mutex_);
        for (const auto& [id, run] : runs_)
            known.push_back(id);
    }
    end_all_but(known, k_unknown_for);
}

void job_service::end_all_but(std::span<const run_id> known, std::chrono::seconds unknown_for) {
    auto ended = store_.end_all_but(known, unknown_for, k_left_open);
    for (const auto& run : ended)
        metrics_.run_ended(run.status);
    hub_.publish(std::move(ended));
}

void job_service::stop() {
    {
        std::shared_lock lock(mutex_);
        for (const auto& [id, run] : runs_)
            static_cast<void>(run->close());
    }
    flusher_.stop();
    try {
        end_all_but({}, {});
    } catch (const std::exception&) {
        // Another process ends them once it has found this one to be gone. Whatever the store has against it, this one stops.
    }
}

template <class Report>
result<void> job_service::report(run_id id, Report&& report) {
    auto run = find(id);
    if (!run) return run.error();

    const auto taken = report(**run);
    if (!taken) return taken.error();
    if (*taken != news::none) flusher_.changed(*run, *taken);
    return {};
}

result<void> job_service::update_progress(run_id id, int percent, std::string_view message) {
    return report(id, [&](run_tracker& run) { return run.update_progress(percent, message); });
}

result<void> job_service::set_total_items(run_id id, std::int64_t total) {
    return report(id, [&](run_tracker& run) { return run.set_total_items(total); });
}

result<void> job_service::increment_processed_items(run_id id, std::int64_t count) {
    return report(id, [&](run_tracker& run) { return run.increment_processed_items(count); });
}

result<void> job_service::set_progress_data(run_id id, std::string_view json) {
    if (json.size() > k_longest_progress_data)
        return problem{errc::invalid_argument, fmt::format("progress data of {} bytes: at most {} are kept",
                                                           json.size(), k_longest_progress_data)};
    boost::system::error_code malformed;
    const auto value = boost::json::parse(boost::json::string_view(json.data(), json.size()), malformed);
    if (malformed || !value.is_object())
        return problem{errc::invalid_argument, "progress data must be one JSON object"};
    if (!is_storable(value))
        return problem{errc::invalid_argument,
                       "progress data cannot hold the character U+0000, nor a number beyond the range of a double"};

    // Written anew, because jsonb also refuses numbers with more digits than anybody can mean.
    return report(id, [&](run_tracker& run) { return run.set_progress_data(boost::json::serialize(value)); });
}

result<void> job_service::complete_run(run_id id, run_status status, std::string_view error_message) {
    if (!is_terminal(status)) return problem{errc::invalid_argument, "a run ends as completed, failed or cancelled"};
    if (status == run_status::completed && !error_message.empty())
        return problem{errc::invalid_argument,
                       "a completed run has no error message; use failed, or the status message"};
    if (status == run_status::failed && error_message.empty()) error_message = k_no_reason;
    auto run = find(id);
    if (!run) return settle_end(id, status, error_message) ? result<void>() : run.error();

    // Whatever is reported from here on is refused, so that nothing is taken and then not stored.
    if (auto closed = (*run)->close(); !closed) return closed;
    try {
        const auto now = clock_.steady();
        const auto last = (*run)->change(now);
        auto ended = store_.complete(last, {status, std::string(error_message), {}, {}});
        metrics_.items_reported((*run)->stored(last, now));
        metrics_.run_ended(status);
        // First the end, then the tracker: at any moment one of them says that the run has ended.
        hub_.publish(std::move(ended));
        std::lock_guard lock(mutex_);
        runs_.erase(id);
        ends_in_doubt_.erase(id);
        return {};
    } catch (const run_lost&) {
        learn_of({&id, 1});
        let_go(id);
        if (settle_end(id, status, error_message)) return {};
        metrics_.run_lost();
        return problem{errc::conflict, fmt::format("run {} has ended or another executor has taken it over", id)};
    } catch (const store_unavailable&) {
        {
            std::lock_guard lock(mutex_);
            ends_in_doubt_.insert(id);
        }
        (*run)->reopen();
        throw;
    } catch (...) {
        // What the store refuses it may take in another form; and the run has not ended.
        (*run)->reopen();
        throw;
    }
}

// Whether the run has ended as it should: by an earlier call, whose answer was lost.
bool job_service::settle_end(run_id id, run_status status, std::string_view error_message) {
    {
        std::lock_guard lock(mutex_);
        if (ends_in_doubt_.erase(id) == 0) return false;
    }
    const auto known = hub_.first_hand(id);
    const auto settled = known && known->run.status == status && known->run.error_message == clean_text(error_message);
    if (settled) metrics_.run_ended(status);
    return settled;
}

result<void> job_service::request_cancel(run_id id, const scope& viewer) {
    if (!can_be_stored(id)) return no_such_run(id);
    auto cancelled = store_.request_cancel(id, viewer);
    if (!cancelled) return cancelled.error();

    if (is_terminal(cancelled->status)) metrics_.run_ended(cancelled->status);
    if (hub_.first_hand(id)) hub_.observe({*std::move(cancelled)});
    hub_.mention(id);
    on_cancel_(id);
    return {};
}

std::optional<result<run_snapshot>> job_service::known_progress(run_id id, const scope& viewer) const {
    const auto known = hub_.first_hand(id);
    if (!known) return std::nullopt;
    if (!viewer.covers(known->run.owner)) return no_such_run(id);
    return known->run;
}

result<run_snapshot> job_service::get_progress(run_id id, const scope& viewer) {
    if (auto known = known_progress(id, viewer)) return std::move(*known);

    auto stored = can_be_stored(id) ? store_.find(id, viewer) : std::nullopt;
    if (!stored) return no_such_run(id);
    return std::move(*stored);
}

std::vector<run_snapshot> job_service::get_active_runs(const scope& viewer, std::size_t limit) {
    auto runs = store_.active(viewer, std::clamp<std::size_t>(limit, 1, k_longest_active_list));
    for (auto& run : runs)
        run = newest(std::move(run));
    std::erase_if(runs, [](const run_snapshot& run) { return is_terminal(run.status); });
    return runs;
}

result<run_snapshot> job_service::of_media_sync_job(std::uint64_t media_sync_job_id, const scope& viewer) {
    auto run = store_.of_media_sync_job(media_sync_job_id, viewer);
    if (!run) return problem{errc::not_found, fmt::format("there is no media sync job {}", media_sync_job_id)};
    return newest(*std::move(run));
}

// Every route answers the same about a run of this process: what this process knows at first hand.
run_snapshot job_service::newest(run_snapshot stored) const {
    if (!stored.id) return stored;
    const auto known = hub_.first_hand(*stored.id);
    return known && known->run.revision >= stored.revision ? known->run : std::move(stored);
}

} // namespace media_sync
