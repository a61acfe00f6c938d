#include "support/fake_sync_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace media_sync::test {

namespace {

// A full sync locks every type, and so meets the sync of any of them.
std::vector<sync_type> locked_by(sync_type type) {
    if (type != sync_type::full) return {type};

    std::vector<sync_type> all;
    for (auto each = sync_type::movies; each <= sync_type::full;
         each = static_cast<sync_type>(static_cast<int>(each) + 1))
        all.push_back(each);
    return all;
}

} // namespace

result<client_record> fake_sync_store::find_client(client_id id, const scope& viewer) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    const auto found = database_.clients.find(id);
    if (found == database_.clients.end() || !viewer.covers(found->second.owner))
        return problem{errc::not_found, fmt::format("there is no client {}", id)};
    return found->second;
}

std::vector<client_record> fake_sync_store::clients_of(user_id owner) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    std::vector<client_record> found;
    for (const auto& [id, client] : database_.clients)
        if (client.owner == owner && client.enabled) found.push_back(client);
    return found;
}

stored_sync fake_sync_store::store(const sync_request& request) {
    fake_run row;
    {
        std::lock_guard lock(database_.mutex);
        database_.require_available();
        for (const auto client : request.clients)
            for (const auto type : locked_by(request.type))
                if (const auto held = database_.locks.find({client, type}); held != database_.locks.end())
                    return {held->second, true};

        for (const auto& [id, job] : database_.sync_jobs)
            if (job.client == request.clients.front() && job.type == request.type) row.shown.media_sync_job_id = id;
    }
    row.executor = executor_;
    row.type = request.type;
    row.clients = request.clients;
    row.shown.job_name = request.job_name;
    row.shown.job_type = "sync";
    row.shown.owner = request.owner;
    row.shown.revision = 1;
    const auto id = database_.insert(std::move(row));

    std::lock_guard lock(database_.mutex);
    for (const auto client : request.clients)
        for (const auto type : locked_by(request.type))
            database_.locks[{client, type}] = id;
    return {id, false};
}

std::vector<due_sync> fake_sync_store::due(std::size_t limit) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    std::vector<due_sync> found;
    for (const auto& [id, job] : database_.sync_jobs)
        if (job.is_due && found.size() < limit) found.push_back({id, job.client, job.type, job.owner});
    return found;
}

std::optional<claimed_sync> fake_sync_store::claim(run_id id) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();

    const auto found = database_.runs.find(id);
    if (found == database_.runs.end()) return std::nullopt;
    auto& row = found->second;
    const auto free = row.shown.status == run_status::pending ||
                      (row.shown.status == run_status::running && (row.executor_dead || row.executor == executor_));
    if (!free) return std::nullopt;

    row.executor = executor_;
    row.executor_dead = false;
    ++row.shown.attempt;
    ++row.barren_attempts;
    row.shown.status = run_status::running;
    row.shown.items_per_second.reset();
    row.shown.eta_seconds.reset();
    if (!row.shown.start_time) row.shown.start_time = database_.time.now();

    claimed_sync claimed;
    claimed.claim = {id, row.shown.attempt};
    if (row.cancel_requested || row.barren_attempts > k_most_barren_attempts) {
        claimed.snapshot =
            database_.end(row, row.cancel_requested ? run_outcome{run_status::cancelled, {}, {}, {}}
                                                    : run_outcome{run_status::failed, std::string(k_barren), {}, {}});
        return claimed;
    }
    claimed.snapshot = database_.changed(row);
    claimed.claim.revision = claimed.snapshot.revision;
    claimed.type = row.type;
    for (const auto client : row.clients)
        if (const auto known = database_.clients.find(client); known != database_.clients.end())
            claimed.clients.push_back(known->second);
    claimed.resume_cursor = row.resume_cursor;
    return claimed;
}

void fake_sync_store::hand_over(const run_claim& claim) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();
    auto* row = database_.fenced(claim.id, claim.attempt, executor_);
    if (row && row->barren_attempts > 0) --row->barren_attempts;
}

fake_run& fake_sync_store::require(const run_claim& claim) {
    auto* row = database_.fenced(claim.id, claim.attempt, executor_);
    if (!row || row->shown.revision < claim.revision)
        throw run_lost(fmt::format("run {} is not ours any more", claim.id));
    return *row;
}

run_snapshot fake_sync_store::commit_batch(const run_claim& claim, const item_batch& batch,
                                           const std::function<progress_row(const batch_outcome&)>& row_after) {
    if (before_commit) before_commit();
    committed_batch committed{batch.client, batch.what, {}, {}, {}};
    {
        std::lock_guard lock(database_.mutex);
        database_.require_available();
        auto& row = require(claim);
        const auto mappings_before = database_.mappings;
        const auto states_before = database_.user_states;
        const auto seen_before = database_.seen;
        const auto items_before = database_.media_items;

        const auto first_time = [&](const std::string& source_id) {
            const auto type = batch.what.items().value_or(item_type::movie);
            return database_.seen.insert({claim.id, {batch.client, type, source_id}}).second;
        };
        for (const auto& item : batch.items) {
            committed.source_ids.push_back(item.source_id);
            if (!first_time(item.source_id)) continue;
            const auto [mapping, is_new] = database_.mappings.try_emplace({batch.client, batch.type(), item.source_id});
            if (is_new) {
                ++database_.media_items;
                ++committed.counts.created;
            } else if (mapping->second.content_hash != item.content_hash)
                ++committed.counts.updated;
            else
                ++committed.counts.unchanged;
            mapping->second = {item.title, item.content_hash, claim.id};
        }
        batch_outcome outcome;
        for (const auto& state : batch.states) {
            committed.source_ids.push_back(state.source_id);
            if (!database_.mappings.contains({batch.client, state.type, state.source_id})) {
                if (first_time(state.source_id)) {
                    outcome.failures.push_back({state.source_id, state.title, "it is not in the library"});
                    ++committed.counts.failed;
                }
                continue;
            }
            const auto [known, is_new] =
                database_.user_states.try_emplace({batch.client, batch.what, state.type, state.source_id});
            if (known->second.last_seen_run == claim.id) continue;
            ++(is_new                        ? committed.counts.created
               : known->second.said == state ? committed.counts.unchanged
                                             : committed.counts.updated);
            known->second = {state, claim.id};
        }
        for (const auto& failure : batch.failures)
            if (failure.source_id.empty() || first_time(failure.source_id)) {
                outcome.failures.push_back(failure);
                ++committed.counts.failed;
            }
        outcome.counts = committed.counts;

        const auto after = [&] {
            try {
                if (transactions_tried_twice > 0) {
                    --transactions_tried_twice;
                    row_after(outcome);
                }
                return row_after(outcome);
            } catch (...) {
                database_.mappings = mappings_before;
                database_.user_states = states_before;
                database_.seen = seen_before;
                database_.media_items = items_before;
                throw;
            }
        }();
        row.shown.progress = after.progress;
        row.shown.total_items = after.total_items;
        row.shown.processed_items = after.processed_items;
        row.shown.status_message = after.status_message;
        row.shown.progress_data = after.progress_data;
        row.shown.items_per_second = after.items_per_second;
        row.shown.eta_seconds = after.eta_seconds;
        row.resume_cursor = after.resume_cursor;
        if (after.got_further) row.barren_attempts = 0;
        committed.row = database_.changed(row);
    }
    batches.add(committed);
    if (after_commit) after_commit(committed);
    return committed.row;
}

bool fake_sync_store::has_items(client_id client, item_type type) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();
    return std::ranges::any_of(database_.mappings, [&](const auto& each) {
        const auto& [of_client, of_type, source_id] = each.first;
        return of_client == client && of_type == type;
    });
}

swept_part fake_sync_store::sweep(const run_claim& claim, client_id client, listing what) {
    std::lock_guard lock(database_.mutex);
    database_.require_available();
    auto& row = require(claim);
    const auto part_of = [&](std::int64_t removed) {
        return removed == 0 ? swept_part{} : swept_part{removed, database_.changed(row)};
    };

    const auto type = what.items();
    if (!type) {
        const auto forgotten = static_cast<std::int64_t>(std::erase_if(database_.user_states, [&](const auto& each) {
            const auto& [of_client, of_listing, of_type, source_id] = each.first;
            return of_client == client && of_listing == what && each.second.last_seen_run != claim.id;
        }));
        return part_of(forgotten);
    }

    std::int64_t removed = 0;
    for (auto mapping = database_.mappings.begin(); mapping != database_.mappings.end() && removed < swept_at_once;) {
        const auto& [of_client, of_type, source_id] = mapping->first;
        if (of_client != client || of_type != *type || mapping->second.last_seen_run == claim.id) {
            ++mapping;
            continue;
        }
        swept.push_back(mapping->first);
        mapping = database_.mappings.erase(mapping);
        ++removed;
    }
    if (after_sweep) after_sweep();
    return part_of(removed);
}

run_snapshot fake_sync_store::finish(const run_claim& claim, const run_outcome& outcome) {
    if (before_finish) before_finish();
    std::lock_guard lock(database_.mutex);
    database_.require_available();
    return database_.end(require(claim), outcome);
}

} // namespace media_sync::test
