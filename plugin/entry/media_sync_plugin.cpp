#include "plugin/entry/media_sync_plugin.hpp"

#include "plugin/core/counted_call.hpp"
#include "plugin/core/progress/deaf_listener.hpp"
#include "plugin/core/progress/run_announcements.hpp"
#include "plugin/core/progress/run_follower.hpp"
#include "plugin/core/sync/sync_runner.hpp"
#include "plugin/entry/media_sync_job.hpp"
#include "plugin/entry/settings.hpp"
#include "plugin/entry/shown_metrics.hpp"
#include "plugin/entry/status.hpp"
#include "plugin/http_api/progress_routes.hpp"
#include "plugin/media_servers/source_factory.hpp"
#include "plugin/postgres/connection_pool.hpp"
#include "plugin/postgres/executor_store.hpp"
#include "plugin/postgres/failure_store.hpp"
#include "plugin/postgres/migrations.hpp"
#include "plugin/postgres/run_announcer.hpp"
#include "plugin/postgres/run_listener.hpp"
#include "plugin/postgres/run_store.hpp"
#include "plugin/postgres/sync_store.hpp"

#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace media_sync {

namespace {

using namespace std::chrono_literals;

settings read_settings(const suasor_config_service& config) {
    const auto parsed = parse_settings(suasor::to_view(config.settings(&config)));
    if (!parsed) throw to_error(parsed.error());
    return *parsed;
}

secret conninfo_of(const suasor_database_service& database) {
    return secret(std::string(suasor::to_view(database.connection_string(&database))));
}

// What takes longer than it takes to be thought dead need not be waited for.
constexpr postgres::session_limits k_heartbeat_limits{
    .statement = 3s, .lock = 3s, .idle_in_transaction = 3s, .loan = 5s, .last_loan = 2s};

// Somebody waits for the answer: a server that does not give one now is not asked again.
http_settings without_patience() {
    http_settings settings;
    settings.connect_timeout = std::chrono::seconds(5);
    settings.stall_timeout = std::chrono::seconds(10);
    settings.total_timeout = std::chrono::seconds(20);
    settings.max_attempts = 1;
    return settings;
}

std::unique_ptr<run_listener> open_listener(const suasor_database_service& database, const std::string& executor,
                                            const settings& config, const host_log& log) {
    if (!config.listen) return std::make_unique<deaf_listener>();
    return postgres::create_run_listener(conninfo_of(database), executor, {}, [log](const std::string& why) {
        log.warn(fmt::format("cannot listen, so the database is polled reason=\"{}\"", why));
    });
}

void add_migrations(const suasor_migrator_service& migrator) {
    for (const auto& migration : postgres::migrations()) {
        std::vector<suasor::migration_step> up, down;
        for (const auto& step : migration.up)
            up.push_back({step.sql, step.transactional});
        for (const auto& step : migration.down)
            down.push_back({step.sql, step.transactional});
        suasor::add_migration(migrator, migration.version, migration.name, up, down);
    }
}

} // namespace

// In the order in which they are built; destroyed, and their threads joined, in the reverse one.
struct media_sync_plugin::parts {
    parts(suasor::host_services host, const settings& given)
        : config(given), log(host.log()), scheduler(host.scheduler()), counted(create_shown_metrics(host.metrics())),
          pool(postgres::create_connection_pool(conninfo_of(host.database()),
                                                std::max(2u, host.database().pool_size(&host.database())) - 1, {},
                                                *counted)),
          heartbeat_pool(postgres::create_connection_pool(conninfo_of(host.database()), 1, k_heartbeat_limits)),
          runs(postgres::create_run_store(*pool, executor, config.stalled_after)),
          failures(postgres::create_failure_store(*pool)),
          syncs(postgres::create_sync_store(*pool, executor, config.stalled_after)),
          executors(postgres::create_executor_store(*heartbeat_pool, executor)),
          announcer(postgres::create_run_announcer(*pool, executor)),
          listener(open_listener(host.database(), executor, config, log)), sources(create_source_factory({}, *counted)),
          examined_sources(create_source_factory(without_patience(), *counted)), examiner(*syncs, *examined_sources),
          announcements(hub, *announcer, config.flushing.interval,
                        [this](const std::string& why) {
                            log.warn(fmt::format("progress is not announced reason=\"{}\"", why));
                        }),
          jobs(
              *runs, hub, time, config.flushing, [this](run_id id) { cancel_here(id); },
              [this](const std::string& why) {
                  log.warn(fmt::format("progress is kept in memory reason=\"{}\"", why));
              },
              *counted),
          retention(*runs, hub, time, config.retention),
          runner(
              *syncs, *sources, hub, time, config.syncing, [this](const std::string& line) { log.info(line); },
              *counted),
          watch(*executors, {},
                {[this](run_id id) { cancel_here(id); }, [this](const abandoned_run& run) { rescue(run); },
                 [this](const abandoned_run& run) { note_end(run); }, [this] { return runner.executing(); },
                 [this] { jobs.store_all(); },
                 [this](const std::string& why) { log.warn(fmt::format("heartbeat failed reason=\"{}\"", why)); },
                 [this](std::size_t others) { announcements.set_listeners(others); }},
                *counted),
          database_reads(config.database_readers, config.queued_requests),
          feed(hub, *runs, database_reads, time, config.following, *counted),
          follower(
              *runs, hub, *listener, time, {}, [this] { return feed.watched(); },
              [this](const std::string& why) {
                  log.warn(fmt::format("runs of other processes are not followed reason=\"{}\"", why));
              }) {}

    // The run may well execute in another process, which then hears of it with its next heartbeat.
    void cancel_here(run_id id) { scheduler.cancel(&scheduler, id, nullptr); }

    // A host that cannot take it now finds it waiting a little later, as it finds an abandoned one.
    void start_scheduled(const sync_runner::due_run& run) {
        scheduler.run_now(&scheduler, suasor::to_c(run.job_name), run.id, nullptr);
        log.info(fmt::format("scheduled sync due run={}", run.id));
    }

    void rescue(const abandoned_run& run) {
        if (scheduler.run_now(&scheduler, suasor::to_c(run.job_name), run.id, nullptr) == SUASOR_OK)
            log.info(fmt::format("continuing an abandoned run run={} job={}", run.id, run.job_name));
    }

    void note_end(const abandoned_run& run) {
        hub.mention(run.id);
        log.warn(fmt::format("run ended as failed, its process is gone run={} job={}", run.id, run.job_name));
    }

    // What has to be done every now and then, and may take its time. Whatever fails is done the next time.
    void keep_house() {
        const counted_call under_way(chores);
        try {
            jobs.end_unknown_runs();
            executors->forget_dead();
            if (const auto deleted = retention.prune(); deleted > 0)
                log.info(fmt::format("old runs deleted runs={}", deleted));
        } catch (const std::exception& trouble) {
            log.warn(fmt::format("housekeeping put off reason=\"{}\"", trouble.what()));
        }
    }

    const settings config;
    const host_log log;
    const suasor_scheduler_service& scheduler;
    const system_clock time;
    const std::unique_ptr<const metrics> counted;
    const std::string executor = boost::uuids::to_string(boost::uuids::random_generator()());

    const std::unique_ptr<postgres::connection_pool> pool;
    // Of its own, so that no sync can make this process look dead by keeping all connections busy.
    const std::unique_ptr<postgres::connection_pool> heartbeat_pool;
    const std::unique_ptr<run_store> runs;
    const std::unique_ptr<failure_store> failures;
    const std::unique_ptr<sync_store> syncs;
    const std::unique_ptr<executor_store> executors;
    const std::unique_ptr<run_announcer> announcer;
    const std::unique_ptr<run_listener> listener;
    const std::unique_ptr<source_factory> sources;
    const std::unique_ptr<source_factory> examined_sources;
    client_examiner examiner;

    progress_hub hub{time, {256, config.stalled_after}};
    run_announcements announcements; // before the job service, which has something to say until its end
    job_service jobs;
    run_retention retention;
    std::atomic<int> chores{0}; // calls of keep_house
    sync_runner runner;
    executor_watch watch;
    work_queue database_reads;
    live_feed feed;
    run_follower follower;
};

media_sync_plugin::media_sync_plugin(suasor::host_services host) : host_(host) {}

media_sync_plugin::~media_sync_plugin() = default;

void media_sync_plugin::init() {
    parts_ = std::make_unique<parts>(host_, read_settings(host_.config()));
    auto& p = *parts_;

    add_migrations(host_.migrator());
    add_progress_routes(
        host_.router(), p.config.routes,
        {p.jobs, *p.runs, *p.failures, p.hub, p.database_reads, p.feed, p.time,
         [&p](const std::string& why) { p.log.warn(fmt::format("progress cannot be read reason=\"{}\"", why)); },
         *p.counted});
    const auto start = [&p](const sync_runner::due_run& run) { p.start_scheduled(run); };
    suasor::add_job(host_.scheduler(), k_media_sync_job, "Syncs one kind of media from one media server",
                    p.config.schedule,
                    std::make_unique<media_sync_job>(p.runner, false, start, [&p] { p.keep_house(); }));
    suasor::add_job(host_.scheduler(), k_full_sync_job, "Syncs everything from one or all of a user's media servers",
                    {}, std::make_unique<media_sync_job>(p.runner, true, start));

    extension_.open(p.jobs);
    diagnostics_.open(p.examiner);
    p.watch.start();
    p.feed.start([&p] { p.follower.wake(); });
    p.follower.start();
    p.log.info(fmt::format("media sync ready executor={}", p.executor));
}

const void* media_sync_plugin::get_extension(std::string_view id) noexcept {
    if (id == SUASOR_JOB_SERVICE) return extension_.c();
    return id == SUASOR_DIAGNOSTICS ? diagnostics_.c() : nullptr;
}

void media_sync_plugin::request_stop() noexcept {
    if (!parts_) return;
    parts_->feed.request_stop();
    parts_->examiner.stop();
    parts_->runner.request_stop();
    parts_->retention.request_stop();
    parts_->pool->request_stop();
    parts_->heartbeat_pool->request_stop();
}

bool media_sync_plugin::shutdown() {
    // The host's deadline may run out before a run, or whoever keeps house, has heard of it; then all that they use has to
    // stay.
    if (parts_->runner.busy() || parts_->chores > 0) return false;

    extension_.close();
    diagnostics_.close();
    parts_->feed.stop();
    parts_->follower.stop();
    parts_->database_reads.stop();
    parts_->jobs.stop();
    parts_->watch.stop();
    parts_.reset();
    return true;
}

} // namespace media_sync
