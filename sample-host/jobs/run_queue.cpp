#include "jobs/run_queue.hpp"

#include "jobs/run_context.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <unordered_map>
#include <utility>

namespace sample_host::jobs {
namespace {

constexpr std::size_t k_endings_remembered = 1000;

failure not_here(std::uint64_t run_id) {
    return {SUASOR_E_NOT_FOUND, fmt::format("run {} is not in this host", run_id)};
}

} // namespace

struct run_queue::run {
    std::uint64_t id;
    std::shared_ptr<job> work;
    run_context context;
};

struct run_queue::state {
    state(std::size_t concurrent, std::size_t queued, progress_observer seen_by, logger& lines)
        : most_threads(concurrent), most_waiting(queued), observer(std::move(seen_by)), log(lines) {}

    void execute_all();
    void execute(run& next);
    void remember(std::uint64_t run_id, outcome<void> ended);

    const std::size_t most_threads;
    const std::size_t most_waiting;
    const progress_observer observer;
    logger& log;

    std::mutex mutex;
    std::condition_variable work_or_close;
    std::condition_variable a_run_ended;
    bool started = false;
    bool closed = false;
    std::size_t threads = 0;
    std::size_t idle = 0;                                         ///< threads that execute nothing
    std::unordered_map<std::uint64_t, std::shared_ptr<run>> runs; ///< waiting and executing
    std::deque<std::shared_ptr<run>> waiting;
    std::unordered_map<std::uint64_t, outcome<void>> endings;
    std::deque<std::uint64_t> endings_in_order;
};

void run_queue::state::execute_all() {
    std::unique_lock lock(mutex);
    while (true) {
        work_or_close.wait(lock, [this] { return closed || !waiting.empty(); });
        if (closed) return;

        auto next = std::move(waiting.front());
        waiting.pop_front();
        --idle;

        lock.unlock();
        execute(*next);
        lock.lock();
        ++idle;
    }
}

void run_queue::state::execute(run& next) {
    const std::string name(next.work->name());
    log.info(fmt::format("run started job={} run={}", name, next.id));

    auto ended = contained([&] { return next.work->run(next.id, next.context); });
    if (ended || ended.error().status == SUASOR_E_CANCELLED)
        log.info(fmt::format("run ended job={} run={} status={}", name, next.id,
                             status_name(ended ? SUASOR_OK : ended.error().status)));
    else
        log.warn(fmt::format("run failed job={} run={} status={} reason=\"{}\"", name, next.id,
                             status_name(ended.error().status), ended.error().text));

    // Let go of the job first: whoever has waited for the end may destroy the plugin that brought it.
    next.work.reset();
    const std::lock_guard lock(mutex);
    remember(next.id, std::move(ended));
}

void run_queue::state::remember(std::uint64_t run_id, outcome<void> ended) {
    runs.erase(run_id);
    if (endings.insert_or_assign(run_id, std::move(ended)).second) endings_in_order.push_back(run_id);
    if (endings_in_order.size() > k_endings_remembered) {
        endings.erase(endings_in_order.front());
        endings_in_order.pop_front();
    }
    a_run_ended.notify_all();
}

run_queue::run_queue(std::size_t concurrent, std::size_t waiting, progress_observer observer, logger& log)
    : state_(std::make_shared<state>(std::max<std::size_t>(concurrent, 1), waiting, std::move(observer), log)) {}

run_queue::~run_queue() = default;

void run_queue::start() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->started = true;
    }
    spawn_if_needed();
}

void run_queue::spawn_if_needed() {
    const std::lock_guard one_at_a_time(threads_mutex_);
    const std::lock_guard lock(state_->mutex);
    if (!state_->started || state_->closed) return;

    while (state_->waiting.size() > state_->idle && state_->threads < state_->most_threads) {
        threads_.spawn([shared = state_] { shared->execute_all(); });
        ++state_->threads;
        ++state_->idle;
    }
    state_->work_or_close.notify_all();
}

outcome<void> run_queue::add(std::shared_ptr<job> work, std::uint64_t run_id, std::int32_t trigger) {
    auto added = std::shared_ptr<run>(new run{run_id, std::move(work), {run_id, trigger, state_->observer}});
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->closed) return failure{SUASOR_E_CLOSED, "the host is stopping"};
        if (state_->runs.contains(run_id))
            return failure{SUASOR_E_EXISTS, fmt::format("run {} is queued or running in this host", run_id)};
        if (state_->waiting.size() >= state_->most_waiting)
            return failure{SUASOR_E_BUSY, fmt::format("{} runs wait already; try again later", state_->waiting.size())};

        state_->runs.emplace(run_id, added);
        state_->waiting.push_back(std::move(added));
    }
    spawn_if_needed();
    return {};
}

bool run_queue::full() const {
    const std::lock_guard lock(state_->mutex);
    return state_->waiting.size() >= state_->most_waiting;
}

outcome<void> run_queue::cancel(std::uint64_t run_id) {
    std::shared_ptr<run> cancelled;
    {
        const std::lock_guard lock(state_->mutex);
        const auto found = state_->runs.find(run_id);
        if (found == state_->runs.end()) return not_here(run_id);
        cancelled = found->second;
    }
    cancelled->context.cancel(SUASOR_CANCEL_USER);
    return {};
}

outcome<void> run_queue::wait(std::uint64_t run_id) {
    std::unique_lock lock(state_->mutex);
    state_->a_run_ended.wait(lock, [&] { return !state_->runs.contains(run_id); });

    const auto ended = state_->endings.find(run_id);
    if (ended == state_->endings.end()) return not_here(run_id);
    return ended->second;
}

void run_queue::close() {
    const std::lock_guard lock(state_->mutex);
    state_->closed = true;
    for (auto& dropped : std::exchange(state_->waiting, {})) {
        dropped->work.reset();
        state_->remember(dropped->id, failure{SUASOR_E_CANCELLED, "the host stopped before the run began"});
    }
    state_->work_or_close.notify_all();
}

bool run_queue::stop(std::chrono::steady_clock::time_point deadline) {
    close();
    {
        const std::lock_guard lock(state_->mutex);
        for (auto& [id, executing] : state_->runs)
            executing->context.cancel(SUASOR_CANCEL_SHUTDOWN);
    }
    const std::lock_guard one_at_a_time(threads_mutex_);
    return threads_.join_until(deadline);
}

} // namespace sample_host::jobs
