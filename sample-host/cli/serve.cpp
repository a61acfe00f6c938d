#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/host_engine.hpp"
#include "cli/job_service_client.hpp"
#include "cli/listen_address.hpp"
#include "cli/open_files.hpp"
#include "cli/open_log.hpp"
#include "cli/reload.hpp"
#include "cli/service_manager.hpp"
#include "cli/stop_deadline.hpp"
#include "cli/stop_signals.hpp"
#include "cli/watched_migration.hpp"
#include "database/clients.hpp"
#include "database/job_runs.hpp"
#include "database/media_sync_jobs.hpp"
#include "database/users.hpp"
#include "http/host_routes.hpp"
#include "http/server.hpp"
#include "http/server_metrics.hpp"
#include "http/session_token.hpp"

#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <thread>

namespace sample_host {
namespace {

using namespace std::chrono_literals;

constexpr unsigned k_workers = 4; // they wait for the database; more of them than sessions would only queue there
constexpr auto k_last_answers = 5s;
// The plugins have 20 s until they are given up, the last answers 5; the rest is for a database that does not answer.
constexpr auto k_stop_deadline = 40s;

/// The HTTP side of a host: its own routes beside the plugins', and what they stand on.
class http_side {
  public:
    /// Adds the host's own routes.
    http_side(connections& pool, host_engine& engine, logger& log)
        : engine_(engine), log_(log), accounts_(create_users(pool)), media_clients_(create_clients(pool)),
          sync_jobs_(create_media_sync_jobs(pool)), runs_(create_job_runs(pool)), workers_(k_workers) {
        http::add_host_routes(engine.router(),
                              {.accounts = *accounts_,
                               .media_clients = *media_clients_,
                               .sync_jobs = *sync_jobs_,
                               .runs = *runs_,
                               .scheduler = engine.scheduler(),
                               .cancel_run = [service = job_service_client(engine.plugins())](
                                                 std::uint64_t run_id,
                                                 const suasor::principal& who) { service.request_cancel(run_id, who); },
                               .metrics = engine.metrics(),
                               .workers = workers_,
                               .log = log});
        engine.metrics().add(server_metrics_);
    }

    /// Serves from here on, the plugins' routes too.
    void start(const listen_address& address, const http::server_limits& limits) {
        server_ = http::create_server(engine_.router(),
                                      {.address = address.host,
                                       .port = address.port,
                                       .threads = std::max(2u, std::thread::hardware_concurrency()),
                                       .limits = limits,
                                       .authenticate = http::create_token_authenticator(*accounts_, workers_, log_),
                                       .report = [this](std::string_view line) { log_.warn(line); }});
        started_ = server_.get();
    }

    http::server& server() noexcept { return *server_; }

    /// After the plugins have stopped.
    void close() {
        server_->wait_idle(std::chrono::steady_clock::now() + k_last_answers);
        server_->close();
        workers_.join();
    }

  private:
    // The first request may come before start has returned.
    http::server_statistics statistics() const {
        const auto* server = started_.load();
        return server ? server->statistics() : http::server_statistics{};
    }

    host_engine& engine_;
    logger& log_;
    std::unique_ptr<users> accounts_;
    std::unique_ptr<clients> media_clients_;
    std::unique_ptr<media_sync_jobs> sync_jobs_;
    std::unique_ptr<job_runs> runs_;
    boost::asio::thread_pool workers_;
    const std::shared_ptr<const prometheus::Collectable> server_metrics_ =
        http::create_server_metrics([this] { return statistics(); });
    std::unique_ptr<http::server> server_;
    std::atomic<const http::server*> started_{nullptr};
};

void say_stopping(int number, logger& log) {
    const auto why = std::string("stopping on ") + ::strsignal(number);
    tell_stopping(why);
    log.info(why);
}

/// Reloads when it is told to, until it is told to stop.
void wait_for_the_end(stop_signals& signals, const serve_options& options, const std::string& status,
                      console_logger& log) {
    tell_ready(status);
    int number = signals.wait();
    while (number == SIGHUP && options.reread) {
        tell_reloading();
        reload_settings(options, log);
        tell_ready(status);
        number = signals.wait();
    }

    say_stopping(number, log);
}

} // namespace

int serve(const serve_options& options) {
    const auto address = parse_listen_address(options.listen);
    stop_signals signals(stop_signals::hangup::is_waited_for);
    const auto log = open_log(options);
    if (!address.loopback) log->warn("others on the network can reach this host, and nothing encrypts what they send");

    auto limits = options.limits;
    limits.connections = make_room_for_connections(limits.connections, *log);

    database_access database(options.database, postgres_tenant::serve, *log);
    host_engine engine({.plugins_directory = options.plugins_directory,
                        .plugin_settings = options.plugin_settings,
                        .conninfo = database.conninfo(),
                        .intervals = true},
                       *log);
    http_side web(database.pool(), engine, *log);
    engine.load_plugins();
    if (const auto number = migrate_unless_told_to_stop(engine, signals)) {
        say_stopping(*number, *log);
        const stop_deadline deadline(k_stop_deadline, *log);
        return engine.stop() ? 0 : EXIT_FAILURE;
    }
    engine.scheduler().start();
    web.start(address, limits);
    const auto listening = "listening on " + address.url(web.server().port());
    std::cout << listening << std::endl;

    wait_for_the_end(signals, options, listening, *log);
    const stop_deadline deadline(k_stop_deadline, *log);
    web.server().stop_accepting();
    if (!engine.stop()) {
        log->error("a plugin would not stop in time; the host ends without it");
        std::_Exit(EXIT_FAILURE);
    }
    web.close();
    return 0;
}

} // namespace sample_host
