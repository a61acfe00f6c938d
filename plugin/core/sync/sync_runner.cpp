#include "plugin/core/sync/sync_runner.hpp"

#include "plugin/core/counted_call.hpp"
#include "plugin/core/progress/rate_estimator.hpp"
#include "plugin/core/sync/batch_sizer.hpp"
#include "plugin/core/sync/page_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace media_sync {

namespace {

constexpr std::array k_parts_of_full{sync_type::movies,    sync_type::series,      sync_type::music,
                                     sync_type::playlists, sync_type::collections, sync_type::history,
                                     sync_type::favorites};

std::string describe(const client_record& client) {
    return fmt::format("client {} \"{}\" ({})", client.id, client.name, client.type);
}

// What a sync reads from one source, in the order in which it has to be written.
std::vector<listing> listings_for(const media_source& source, sync_type type) {
    if (type != sync_type::full) return source.listings_of(type);

    std::vector<listing> all;
    for (const auto part : k_parts_of_full)
        for (const auto each : source.listings_of(part))
            if (std::ranges::find(all, each) == all.end()) all.push_back(each);
    return all;
}

std::string cannot(const client_record& client, sync_type type) {
    return fmt::format("{} cannot sync {}: this kind of server does not offer it", describe(client), to_string(type));
}

} // namespace

sync_runner::sync_runner(sync_store& store, const source_factory& sources, progress_hub& hub, const clock& time,
                         options settings, log_callback log, const metrics& counted)
    : store_(store), sources_(sources), hub_(hub), clock_(time), settings_(settings), log_(std::move(log)),
      metrics_(counted) {}

result<stored_sync> sync_runner::prepare(const sync_params& params, const scope& asks, std::optional<user_id> owner) {
    const counted_call counted(calls_);
    const auto type = params.type.value_or(sync_type::full);
    auto clients = clients_for(params, asks, owner);
    if (!clients) return clients.error();

    // One client that cannot be opened keeps none of the others from being synced; the run will name it.
    auto able = false;
    std::optional<problem> wrong;
    for (const auto& client : *clients) {
        try {
            able |= !listings_for(*sources_.open(client), type).empty();
        } catch (const source_error& cause) {
            if (!wrong) wrong = problem{errc::invalid_argument, cause.what()};
        }
    }
    if (!able) return wrong.value_or(problem{errc::unsupported, cannot(clients->front(), type)});

    sync_request request;
    request.job_name = type == sync_type::full ? k_full_sync_job : k_media_sync_job;
    request.type = type;
    request.owner = clients->front().owner;
    for (const auto& client : *clients)
        request.clients.push_back(client.id);

    auto stored = store_.store(request);
    if (!stored.existing) hub_.mention(stored.id);
    return stored;
}

result<std::vector<client_record>> sync_runner::clients_for(const sync_params& params, const scope& asks,
                                                            std::optional<user_id> owner) {
    if (params.client) {
        auto client = store_.find_client(*params.client, asks);
        if (!client) return client.error();
        if (!client->enabled)
            return problem{errc::invalid_argument, describe(*client) + " is disabled; enable it before syncing"};
        return std::vector{std::move(*client)};
    }

    if (params.type.value_or(sync_type::full) != sync_type::full)
        return problem{errc::invalid_argument, "clientID is missing: only a full sync goes without one"};
    if (!owner)
        return problem{errc::invalid_argument, "clientID is missing, and there is no user whose clients to sync"};
    auto clients = store_.clients_of(*owner);
    if (clients.empty())
        return problem{errc::not_found, fmt::format("user {} has no enabled media client to sync", *owner)};
    return clients;
}

std::vector<sync_runner::due_run> sync_runner::prepare_due() {
    const counted_call counted(calls_);
    constexpr std::size_t most_started = 100;  // the others are still due when the host asks again
    constexpr std::size_t most_known = 10'000; // those that are refused stay due, and keep no other waiting
    std::vector<due_run> runs;
    for (const auto& due : store_.due(most_known)) {
        if (runs.size() == most_started || stopping_.is_raised()) break;
        const auto stored = prepare({due.client, due.type}, {due.owner}, due.owner);
        const auto why = stored ? std::string() : stored.error().text;
        if (stored && !stored->existing)
            runs.push_back({stored->id, due.type == sync_type::full ? k_full_sync_job : k_media_sync_job});

        std::lock_guard lock(refused_mutex_);
        if (auto& known = refused_[due.media_sync_job_id]; known != why) {
            known = why;
            if (!why.empty())
                log_(fmt::format("scheduled sync refused media_sync_job={} reason=\"{}\"", due.media_sync_job_id, why));
        }
    }
    return runs;
}

// One run from its claim to its end.
class sync_runner::execution {
  public:
    execution(sync_runner& runner, claimed_sync claimed, const cancel_token& cancel, const store_patience& patience,
              const observer& observe)
        : runner_(runner), sync_(std::move(claimed)), claim_(sync_.claim), cancel_(cancel), patience_(patience),
          observe_(observe), progress_(claim_.attempt),
          sizer_(runner.settings_.largest_batch, runner.settings_.commit_interval) {}

    void work() {
        if (!sync_.resume_cursor.empty()) progress_ = sync_progress::resume(claim_.attempt, sync_.resume_cursor);
        if (progress_.planned())
            show(sync_phase::processing); // by this attempt from now on, and not once a slow server has answered
        else
            plan();
        pace_.restart(runner_.clock_.steady());
        while (const auto* step = progress_.current())
            work_on(sync_step(*step));
        finish_listing();
    }

    run_outcome outcome() {
        const auto& counts = progress_.counts();
        if (counts.processed() > 0 && counts.failed == counts.processed()) {
            const auto first = progress_.failures().empty() ? "" : "; the first: " + progress_.failures().front().error;
            return {run_status::failed, fmt::format("all {} items failed{}", counts.failed, first), {}, {}};
        }
        if (const auto& failed = progress_.failed_clients(); !failed.empty()) {
            std::string reasons;
            for (const auto& [client, reason] : failed)
                reasons += (reasons.empty() ? "" : "; ") + reason;
            return {run_status::failed,
                    fmt::format("{} of {} clients could not be synced: {}", failed.size(), clients().size(), reasons),
                    {},
                    {}};
        }
        progress_.enter(sync_phase::completed);
        const auto row = progress_.row();
        return {run_status::completed, {}, row.status_message, row.progress_data};
    }

    void finish(const run_outcome& outcome) {
        const auto ended = patience_.end([&] { return runner_.store_.finish(claim_, outcome); });
        runner_.metrics_.run_ended(outcome.status);
        publish(ended);
    }

    // A database that cannot be told now will count the attempt as barren if it was.
    void hand_over() {
        try {
            runner_.store_.hand_over(claim_);
        } catch (const store_unavailable& away) {
            runner_.log_(fmt::format("sync not handed over run={} reason=\"{}\"", id(), away.what()));
        }
    }

    run_id id() const { return claim_.id; }

  private:
    void plan() {
        if (sync_.clients.empty())
            throw source_error(
                "the client is gone since the sync was asked for; connect it again and start a new sync");
        show(sync_phase::starting);
        show(sync_phase::fetching);

        std::vector<sync_step> steps;
        std::map<client_id, std::string> failed;
        for (const auto& client : sync_.clients) {
            try {
                const auto of_client = plan(client);
                steps.insert(steps.end(), of_client.begin(), of_client.end());
            } catch (const source_error& broken) {
                if (sync_.clients.size() == 1) throw;
                failed.emplace(client.id, broken.what());
            }
        }
        if (steps.empty())
            throw source_error(failed.empty() ? cannot(sync_.clients.front(), sync_.type) : failed.begin()->second);
        commit({}, [&](sync_progress& next, const batch_outcome&) {
            next.plan(steps);
            for (const auto& [client, reason] : failed)
                next.fail_client(client, reason);
        });
    }

    std::vector<sync_step> plan(const client_record& client) {
        std::vector<sync_step> steps;
        auto& source = source_of(client.id);
        for (const auto what : listings_for(source, sync_.type)) {
            check_cancel();
            sync_step step;
            step.client = client.id;
            step.what = what;
            step.total = source.count(what, cancel_);
            if (step.total && step.total->proves_whole) step.announced = step.total->value;
            steps.push_back(step);
        }
        return steps;
    }

    // Those of the plan: one that has been deleted since an earlier attempt is not among the run's clients any more.
    std::set<client_id> clients() const {
        std::set<client_id> all;
        for (const auto& step : progress_.steps())
            all.insert(step.client);
        for (const auto& [client, reason] : progress_.failed_clients())
            all.insert(client);
        return all;
    }

    // What goes wrong with one of several clients ends the sync of that client only.
    void work_on(const sync_step& step) {
        try {
            write_step(step);
        } catch (const source_error& broken) {
            if (clients().size() == 1) throw;
            commit({},
                   [&](sync_progress& next, const batch_outcome&) { next.fail_client(step.client, broken.what()); });
        }
    }

    void write_step(const sync_step& step) {
        page_reader reader(source_of(step.client), step.what, progress_.cursor(), runner_.settings_.read_ahead,
                           cancel_);
        while (const auto page = reader.next()) {
            if (!page->next && page->items.empty() && page->failures.empty()) check_emptied(step);
            write_page(step, *page);
        }
    }

    // A server that has lost its disk, or is still scanning it, lists nothing.
    void check_emptied(const sync_step& step) {
        const auto type = step.what.items();
        const auto is_library = type && *type < item_type::playlist;
        if (!is_library || runner_.settings_.allow_emptied_library) return;
        if (progress_.current()->processed > 0) return;
        if (!patience_.work([&] { return runner_.store_.has_items(step.client, *type); })) return;
        throw source_error(
            fmt::format("{} lists no {} any more, and had some: nothing was removed; see whether the server "
                        "has lost its disk, or set allowEmptiedLibrary to true if its library is empty",
                        describe(client_of(step.client)), to_string(step.what)));
    }

    // Writes a page in batches. Until its last batch the resume cursor stays at the page's beginning: what a next attempt
    // reads again it recognises as seen.
    void write_page(const sync_step& step, const page_reader::read_page& page) {
        // A page has items or states, never both.
        std::span<const mapped_item> items_left(page.items);
        std::span<const user_item_state> states_left(page.states);
        const auto& client = client_of(step.client);
        do {
            check_cancel();
            const auto size = sizer_.next(progress_.total());
            item_batch batch{
                client.id, client.type, step.what, client.owner, take(items_left, size), {}, take(states_left, size)};
            write_batch(batch, page, items_left.empty() && states_left.empty());
        } while (!items_left.empty() || !states_left.empty());
    }

    template <class Element>
    static std::span<const Element> take(std::span<const Element>& left, std::size_t size) {
        const auto part = left.first(std::min(left.size(), size));
        left = left.subspan(part.size());
        return part;
    }

    void write_batch(item_batch& batch, const page_reader::read_page& page, bool last_of_page) {
        if (last_of_page) batch.failures = page.failures;
        const auto step_ends = last_of_page && !page.next;

        const auto began = runner_.clock_.steady();
        commit(batch, [&](sync_progress& next, const batch_outcome& outcome) {
            next.add(outcome, !batch.failures.empty(), last_of_page && page.next ? *page.next : page.cursor);
            if (step_ends) next.finish_step();
        });
        sizer_.took(batch.items.size() + batch.states.size(), runner_.clock_.steady() - began);
    }

    // A mapping goes only if this attempt has listed everything without a failure and the server says, before and after,
    // that this was everything.
    void finish_listing() {
        show(sync_phase::finishing);
        for (const auto& step : progress_.steps()) {
            if (step.what == listing::history() || !step.listed_whole || step.announced != step.processed) continue;
            if (!still_has(step)) continue;
            if (const auto removed = sweep(step); removed > 0)
                runner_.log_(fmt::format("vanished items unmapped run={} client={} type={} items={}", id(), step.client,
                                         to_string(step.what), removed));
        }
    }

    std::int64_t sweep(const sync_step& step) {
        std::int64_t removed = 0;
        while (true) {
            check_cancel();
            const auto part = patience_.work([&] { return runner_.store_.sweep(claim_, step.client, step.what); });
            if (!part.row) return removed;
            removed += part.removed;
            claim_.revision = part.row->revision;
            publish(*part.row);
        }
    }

    // Whether the server still says that what was processed is all there is. A server that cannot say so now costs the
    // sweep, not the sync: everything has been written.
    bool still_has(const sync_step& step) {
        try {
            const auto count = source_of(step.client).count(step.what, cancel_);
            return count && count->proves_whole && count->value == step.processed;
        } catch (const source_error& silent) {
            runner_.log_(fmt::format("vanished items kept run={} client={} type={} reason=\"{}\"", id(), step.client,
                                     to_string(step.what), silent.what()));
            return false;
        }
    }

    void show(sync_phase phase) {
        commit({}, [phase](sync_progress& next, const batch_outcome&) { next.enter(phase); });
    }

    // Writes a batch together with the progress it makes. The progress in memory moves only when the transaction has.
    template <class Advance>
    void commit(const item_batch& batch, Advance&& advance) {
        auto next = progress_;
        auto pace = pace_;
        const auto offered = batch.items.size() + batch.states.size() + batch.failures.size();
        item_counts arrived;
        auto began = runner_.clock_.steady();
        const auto committed = patience_.work([&] {
            began = runner_.clock_.steady();
            return runner_.store_.commit_batch(claim_, batch, [&](const batch_outcome& outcome) {
                next = progress_;
                pace = pace_;
                arrived = outcome.counts;
                advance(next, outcome);
                auto row = next.row();
                row.got_further = next.is_further_than(progress_);
                note_pace(pace, row, outcome.counts.processed(), offered);
                return row;
            });
        });
        runner_.metrics_.batch_committed(arrived, runner_.clock_.steady() - began);
        progress_ = std::move(next);
        pace_ = pace;
        claim_.revision = committed.revision;
        publish(committed);
    }

    void note_pace(rate_estimator& pace, progress_row& row, std::int64_t arrived, std::size_t offered) const {
        const auto now = runner_.clock_.steady();
        // A batch of which most has been counted before, as after a resume, says nothing about the pace of what is new. One
        // duplicate of the server's does not make it that.
        if (2 * arrived < static_cast<std::int64_t>(offered))
            pace.restart(now);
        else if (offered > 0)
            pace.sample(arrived, now);

        row.items_per_second = pace.rate(now);
        if (row.total_items) row.eta_seconds = pace.eta(*row.total_items - row.processed_items, now);
    }

    void publish(const run_snapshot& committed) {
        runner_.hub_.publish(committed);
        if (observe_) observe_(committed);
    }

    void check_cancel() const {
        if (const auto reason = cancel_.requested(); reason != cancel_reason::none) throw cancelled{reason};
    }

    const client_record& client_of(client_id id) const {
        const auto found = std::ranges::find(sync_.clients, id, &client_record::id);
        if (found == sync_.clients.end())
            throw source_error(fmt::format("client {} is gone since the run began; start a new sync", id));
        return *found;
    }

    media_source& source_of(client_id id) {
        auto& source = sources_[id];
        if (!source) source = runner_.sources_.open(client_of(id));
        return *source;
    }

    sync_runner& runner_;
    const claimed_sync sync_;
    run_claim claim_;
    const cancel_token& cancel_;
    const store_patience& patience_;
    const observer& observe_;
    sync_progress progress_;
    batch_sizer sizer_;
    rate_estimator pace_;
    std::map<client_id, std::unique_ptr<media_source>> sources_;
};

// Counts a run among those that this process executes, for as long as it does.
class sync_runner::executing_run {
  public:
    executing_run(sync_runner& runner, run_id id) : runner_(runner), id_(id) {
        std::lock_guard lock(runner_.executing_mutex_);
        runner_.executing_.insert(id_);
    }
    ~executing_run() {
        std::lock_guard lock(runner_.executing_mutex_);
        runner_.executing_.erase(id_);
    }
    executing_run(const executing_run&) = delete;
    executing_run& operator=(const executing_run&) = delete;

  private:
    sync_runner& runner_;
    const run_id id_;
};

run_end sync_runner::run(run_id id, const cancel_token& cancel, const observer& observe) {
    const counted_call counted(calls_);
    const auto fail = [&](execution& run, const std::string& why) {
        run.finish({run_status::failed, why, {}, {}});
        log_(fmt::format("sync failed run={} reason=\"{}\"", id, why));
        return run_end::failed;
    };

    const store_patience patience(id, cancel, stopping_, settings_.store_pauses, log_);
    try {
        auto claimed = patience.work([&] { return store_.claim(id); });
        if (!claimed) return run_end::not_ours;
        hub_.publish(claimed->snapshot);
        if (const auto& instead = claimed->snapshot; is_terminal(instead.status)) {
            log_(fmt::format("sync ended instead of continued run={} status={}", id, to_string(instead.status)));
            metrics_.run_ended(instead.status);
            return instead.status == run_status::cancelled ? run_end::cancelled : run_end::failed;
        }

        if (claimed->claim.attempt > 1)
            metrics_.run_continued();
        else
            metrics_.run_started();
        const executing_run noted(*this, id);
        execution run(*this, std::move(*claimed), cancel, patience, observe);
        try {
            run.work();
            const auto outcome = run.outcome();
            if (outcome.status == run_status::failed) return fail(run, outcome.error_message);
            run.finish(outcome);
            log_(fmt::format("sync completed run={}", id));
            return run_end::completed;
        } catch (const cancelled& stop) {
            if (stop.reason == cancel_reason::shutdown) {
                run.hand_over();
                return run_end::left_running;
            }
            run.finish({run_status::cancelled, {}, {}, {}});
            return run_end::cancelled;
        } catch (const source_error& broken) {
            return fail(run, broken.what());
        } catch (const run_lost&) {
            throw;
        } catch (const std::exception& unexpected) {
            return fail(run, fmt::format("the sync stopped unexpectedly: {}", unexpected.what()));
        }
    } catch (const run_lost&) {
        metrics_.run_lost();
        hub_.forget(id);
        return run_end::not_ours;
    } catch (const cancelled&) {
        return run_end::left_running;
    }
}

std::vector<run_id> sync_runner::executing() const {
    std::lock_guard lock(executing_mutex_);
    return {executing_.begin(), executing_.end()};
}

} // namespace media_sync
