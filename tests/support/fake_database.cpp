#include "support/fake_database.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/core/progress/executor_store.hpp"

#include <utility>

namespace media_sync::test {

void fake_database::go_away_for(int calls) {
    std::lock_guard lock(mutex);
    calls_away_ = calls;
}

void fake_database::lock_row(run_id id, bool locked) {
    std::lock_guard lock(mutex);
    runs.at(id).locked = locked;
}

void fake_database::take_over(run_id id, std::string executor) {
    std::lock_guard lock(mutex);
    auto& row = runs.at(id);
    row.executor = std::move(executor);
    ++row.shown.attempt;
    changed(row);
}

void fake_database::end_as_orphan(run_id id) {
    std::lock_guard lock(mutex);
    end(runs.at(id), {run_status::failed, std::string(k_orphaned), {}, {}});
}

void fake_database::lose_the_answer_to_an_end() {
    std::lock_guard lock(mutex);
    loses_answer_ = true;
}

void fake_database::kill_executor_of(run_id id) {
    std::lock_guard lock(mutex);
    runs.at(id).executor_dead = true;
}

fake_run fake_database::run(run_id id) const {
    std::lock_guard lock(mutex);
    return runs.at(id);
}

run_id fake_database::insert(fake_run row) {
    std::lock_guard lock(mutex);
    const auto id = runs.empty() ? run_id{1} : runs.rbegin()->first + 1;
    row.shown.id = id;
    if (!row.shown.created_at) row.shown.created_at = time.now();
    if (!row.shown.updated_at) row.shown.updated_at = time.now();
    runs.emplace(id, std::move(row));
    return id;
}

void fake_database::require_available() {
    if (calls_away_ == 0) return;
    if (calls_away_ > 0) --calls_away_;
    throw store_unavailable("the database is away");
}

fake_run* fake_database::fenced(run_id id, int attempt, const std::string& executor) {
    const auto found = runs.find(id);
    if (found == runs.end()) return nullptr;
    auto& row = found->second;
    const auto ours =
        row.shown.status == run_status::running && row.executor == executor && row.shown.attempt == attempt;
    return ours ? &row : nullptr;
}

run_snapshot fake_database::changed(fake_run& row) {
    ++row.shown.revision;
    row.shown.updated_at = time.now();
    row.shown.liveness.reset();
    if (!is_terminal(row.shown.status) && !row.executor.empty())
        row.shown.liveness = row.executor_dead ? liveness::lost : liveness::ok;
    return row.shown;
}

run_snapshot fake_database::end(fake_run& row, const run_outcome& outcome) {
    row.shown.status = outcome.status;
    row.shown.error_message = clean_text(outcome.error_message);
    if (!outcome.status_message.empty()) row.shown.status_message = clean_text(outcome.status_message);
    if (!outcome.progress_data.empty()) row.shown.progress_data = outcome.progress_data;
    row.shown.end_time = time.now();
    row.shown.eta_seconds.reset();
    if (outcome.status == run_status::completed) {
        row.shown.progress = 100;
        if (row.shown.total_items) row.shown.total_items = row.shown.processed_items;
    }
    std::erase_if(locks, [&](const auto& lock) { return lock.second == row.shown.id; });
    auto ended = changed(row);
    if (std::exchange(loses_answer_, false)) throw store_unavailable("the database went away");
    return ended;
}

} // namespace media_sync::test
