#include "support/fake_run_store.hpp"

#include "plugin/core/media/clean_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace media_sync::test {

namespace {

constexpr std::chrono::hours k_hosts_own_runs_are_listed_for{24};

/// A range over the runs from the highest id down. What <ranges> has for it is beyond clang 14 with GCC 12's library.
struct newest_first {
    auto begin() const { return runs.rbegin(); }
    auto end() const { return runs.rend(); }

    const std::map<run_id, fake_run>& runs;
};

} // namespace

run_snapshot fake_run_store::create(const new_run& run) {
    {
        std::lock_guard lock(database_.mutex);
        database_.require_available();
    }
    fake_run row;
    row.executor = executor_;
    row.shown.job_name = clean_text(run.job_name);
    row.shown.job_type = clean_text(run.job_type);
    row.shown.owner = run.owner;
    row.shown.status = run_status::running;
    row.shown.start_time = database_.time.now();
    row.shown.processed_items = 0;
    row.shown.attempt = 1;
    row.shown.revision = 1;
    row.shown.liveness = liveness::ok;
    return database_.run(database_.insert(std::move(row))).shown;
}

std::optional<run_snapshot> fake_run_store::find(run_id id, const scope& viewer) {
    questions.add(fmt::format("find {}", id));
    reads.pass();
    if (breaks) throw std::runtime_error("column \"pace\" is of the wrong type");
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    const auto found = database_.runs.find(id);
    if (found == database_.runs.end() || !viewer.covers(found->second.shown.owner)) return std::nullopt;
    return found->second.shown;
}

std::vector<run_snapshot> fake_run_store::find_many(std::span<const run_id> ids) {
    questions.add(fmt::format("find_many {}", fmt::join(ids, " ")));
    reads.pass();
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    std::vector<run_snapshot> found;
    for (const auto& [id, row] : newest_first{database_.runs})
        if (std::ranges::find(ids, id) != ids.end()) found.push_back(row.shown);
    return found;
}

std::vector<run_snapshot> fake_run_store::active(const scope& viewer, std::size_t limit) {
    questions.add("active");
    reads.pass();
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    std::vector<run_snapshot> found;
    for (const auto& [id, row] : newest_first{database_.runs}) {
        const auto too_old =
            row.executor.empty() && database_.time.now() - *row.shown.created_at >= k_hosts_own_runs_are_listed_for;
        if (is_terminal(row.shown.status) || !viewer.covers(row.shown.owner) || too_old) continue;
        if (found.size() == limit) break;
        found.push_back(row.shown);
    }
    return found;
}

std::optional<run_snapshot> fake_run_store::of_media_sync_job(std::uint64_t media_sync_job_id, const scope& viewer) {
    questions.add(fmt::format("of_media_sync_job {}", media_sync_job_id));
    reads.pass();
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    const auto job = database_.sync_jobs.find(media_sync_job_id);
    if (job == database_.sync_jobs.end() || !viewer.covers(job->second.owner)) return std::nullopt;

    const run_snapshot* latest = nullptr;
    for (const auto& [id, row] : newest_first{database_.runs}) {
        if (row.shown.media_sync_job_id != media_sync_job_id) continue;
        if (!is_terminal(row.shown.status)) return row.shown;
        if (!latest) latest = &row.shown;
    }
    if (latest) return *latest;

    run_snapshot placeholder;
    placeholder.job_name = "system.media.sync";
    placeholder.job_type = "sync";
    placeholder.owner = job->second.owner;
    placeholder.media_sync_job_id = media_sync_job_id;
    return placeholder;
}

void fake_run_store::apply(fake_run& row, const progress_change& change) {
    row.shown.progress = std::max(row.shown.progress, change.progress);
    row.shown.total_items = change.total_items;
    row.shown.processed_items = change.processed_items;
    row.shown.status_message = clean_text(change.status_message);
    if (!change.progress_data.empty()) row.shown.progress_data = change.progress_data;
    if (change.advanced) ++row.times_advanced;
    row.shown.items_per_second = change.items_per_second;
    row.shown.eta_seconds = change.eta_seconds;
}

progress_outcome fake_run_store::write_progress(std::span<const progress_change> changes) {
    std::vector<progress_change> statement(changes.begin(), changes.end());
    tries.add(statement);
    writes.pass();
    if (std::ranges::find(statement, refuses.load(), &progress_change::id) != statement.end())
        throw std::runtime_error("PostgreSQL refused a statement");

    progress_outcome outcome;
    {
        std::lock_guard lock(database_.mutex);
        database_.require_available();
        for (const auto& change : changes) {
            auto* row = database_.fenced(change.id, change.attempt, executor_);
            if (!row) continue;
            if (row->locked) {
                outcome.skipped.push_back(change.id);
                continue;
            }
            apply(*row, change);
            outcome.written.push_back(database_.changed(*row));
        }
    }
    statements.add(std::move(statement));
    return outcome;
}

run_snapshot fake_run_store::complete(const progress_change& last, const run_outcome& outcome) {
    if (last.id == refuses) throw std::runtime_error("PostgreSQL refused a statement");
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    auto* row = database_.fenced(last.id, last.attempt, executor_);
    if (!row) throw run_lost(fmt::format("run {} is not ours any more", last.id));
    const auto last_known_rate = row->shown.items_per_second;
    apply(*row, last);
    if (!last.items_per_second) row->shown.items_per_second = last_known_rate;
    return database_.end(*row, outcome);
}

result<run_snapshot> fake_run_store::request_cancel(run_id id, const scope& viewer) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    const auto found = database_.runs.find(id);
    if (found == database_.runs.end() || !viewer.covers(found->second.shown.owner))
        return problem{errc::not_found, fmt::format("there is no run {}", id)};
    auto& row = found->second;
    if (is_terminal(row.shown.status)) return problem{errc::conflict, fmt::format("run {} has ended already", id)};
    if (row.executor.empty()) return problem{errc::conflict, fmt::format("run {} is the host's own", id)};

    row.cancel_requested = true;
    if (row.shown.status == run_status::pending || row.executor_dead)
        return database_.end(row, {run_status::cancelled, {}, {}, {}});
    return database_.changed(row);
}

std::vector<run_snapshot> fake_run_store::end_all_but(std::span<const run_id> kept, std::chrono::seconds at_least_old,
                                                      std::string_view error) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    std::vector<run_snapshot> ended;
    for (auto& [id, row] : database_.runs) {
        const auto is_sync = !row.clients.empty();
        const auto old_enough = database_.time.now() - *row.shown.created_at >= at_least_old;
        if (row.executor != executor_ || row.shown.status != run_status::running || is_sync || !old_enough) continue;
        if (std::ranges::find(kept, id) != kept.end()) continue;
        ended.push_back(database_.end(row, {run_status::failed, std::string(error), {}, {}}));
    }
    return ended;
}

pruned_part fake_run_store::prune(std::chrono::days ended_for, run_id above, std::size_t most) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    pruned_part looked;
    for (auto row = database_.runs.upper_bound(above); row != database_.runs.end() && looked.runs < most;) {
        const auto& [id, run] = *row;
        ++looked.runs;
        looked.last = id;
        const auto is_old = !run.executor.empty() && is_terminal(run.shown.status) &&
                            run.shown.end_time <= database_.time.now() - ended_for;
        if (is_old) looked.deleted.push_back(id);
        row = is_old ? database_.runs.erase(row) : std::next(row);
    }
    return looked;
}

} // namespace media_sync::test
