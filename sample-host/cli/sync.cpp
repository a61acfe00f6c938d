#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/exit_status.hpp"
#include "cli/host_engine.hpp"
#include "cli/job_service_client.hpp"
#include "cli/operator.hpp"
#include "cli/progress_display.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal_log.hpp"
#include "cli/watched_migration.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <csignal>
#include <future>
#include <iostream>
#include <optional>

namespace sample_host {
namespace {

using namespace std::chrono_literals;

constexpr auto k_job = "system.media.sync";
constexpr auto k_poll = 100ms;
constexpr auto k_last_words = 2s;

/// Starts the sync on behalf of the client's owner.
jobs::prepared_run start(host_engine& engine, const client& synced, const std::string& type) {
    const auto params = boost::json::serialize(boost::json::object{{"clientID", synced.id}, {"syncType", type}});
    return engine.scheduler().submit(k_job, params, suasor::principal{synced.user_id, false}).value();
}

/// Follows a run to its end.
class followed_run {
  public:
    followed_run(host_engine& engine, stop_signals& signals, jobs::prepared_run run, int descriptor)
        : scheduler_(engine.scheduler()), service_(engine.plugins()), signals_(signals), run_(run),
          display_(descriptor, false) {
        if (is_ours()) ended_ = std::async(std::launch::async, [this] { return scheduler_.wait(run_.run_id); });
    }

    /// The run's JSON when it has ended. Ctrl-C cancels a run that this process has started. One that goes on elsewhere, or
    /// after SIGTERM can go on elsewhere, is only left: then nothing.
    std::optional<std::string> follow() {
        while (true) {
            // Asked before the run is read: what is read after its end is final.
            const bool has_ended = is_ours() && ended_.wait_for(0s) == std::future_status::ready;
            if (auto json = read()) {
                const auto snapshot = parse_run_snapshot(*json);
                if (snapshot.is_terminal()) {
                    // What there is to log of its end comes above it.
                    if (is_ours()) ended_.wait_for(k_last_words);
                    display_.finish(snapshot);
                    return json;
                }
                if (has_ended) throw_left_open();
                display_.show({&snapshot, 1});
            }

            const auto number = signals_.wait_for(k_poll);
            if (!number) continue;
            interrupted_by_ = *number;
            if (*number != SIGINT || !is_ours()) return std::nullopt;
            cancel();
        }
    }

    /// The signal after which `follow` gave nothing.
    int interrupted_by() const { return interrupted_by_; }
    bool is_ours() const { return run_.disposition == SUASOR_PREPARED_CREATED; }

  private:
    /// Nothing while the database is away and has to be asked.
    std::optional<std::string> read() const {
        try {
            return service_.progress(run_.run_id);
        } catch (const suasor::error& failure) {
            if (failure.status() != SUASOR_E_UNAVAILABLE) throw;
            return std::nullopt;
        }
    }

    void cancel() {
        try {
            service_.request_cancel(run_.run_id);
        } catch (const suasor::error& failure) {
            if (failure.status() == SUASOR_E_CONFLICT) return; // it has just ended
            if (failure.status() != SUASOR_E_UNAVAILABLE) throw;
            static_cast<void>(scheduler_.cancel(run_.run_id));
            std::cerr
                << "the sync has stopped, and is stored as cancelled once the database is back; Ctrl-C again leaves "
                   "it to be continued instead\n";
        }
    }

    [[noreturn]] void throw_left_open() {
        const auto outcome = ended_.get();
        throw suasor::error(SUASOR_E_INTERNAL, "the run has stopped without an end: " +
                                                   (outcome ? "its job says nothing" : outcome.error().text));
    }

    jobs::scheduler& scheduler_;
    job_service_client service_;
    stop_signals& signals_;
    jobs::prepared_run run_;
    progress_display display_;
    std::future<jobs::outcome<void>> ended_;
    int interrupted_by_ = 0;
};

} // namespace

int sync(const sync_options& options) {
    stop_signals signals;
    const auto log = open_terminal_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    const auto synced = create_clients(database.pool())->get(options.client, k_operator);
    if (!synced)
        throw suasor::error(SUASOR_E_NOT_FOUND, "there is no client " + std::to_string(options.client) +
                                                    "; add one with: suasor-host client add");

    host_engine engine({.plugins_directory = options.plugins_directory,
                        .plugin_settings = options.plugin_settings,
                        .conninfo = database.conninfo()},
                       *log);
    engine.load_plugins();
    job_service_client(engine.plugins()).require_offered();
    if (const auto number = migrate_unless_told_to_stop(engine, signals)) return exit_status_of_signal(*number);
    engine.scheduler().start();

    const auto run = start(engine, *synced, options.type);
    const int display = options.json ? STDERR_FILENO : STDOUT_FILENO;
    followed_run followed(engine, signals, run, display);
    const auto json = followed.follow();
    engine.stop();
    if (!json) {
        std::cerr << "run " << run.run_id
                  << (followed.is_ours() ? " is left to be continued\n" : " goes on where it was started\n");
        return exit_status_of_signal(followed.interrupted_by());
    }
    if (options.json) std::cout << *json << std::endl;
    return exit_status_of(parse_run_snapshot(*json).status);
}

} // namespace sample_host
