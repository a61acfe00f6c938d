#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/exit_status.hpp"
#include "cli/host_engine.hpp"
#include "cli/job_service_client.hpp"
#include "cli/progress_display.hpp"
#include "cli/stop_signals.hpp"
#include "cli/terminal_log.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <vector>

namespace sample_host {
namespace {

using namespace std::chrono_literals;

// What is stored moves no faster than this.
constexpr auto k_refresh = 250ms;

/// Runs on the screen, and what has become of those that have ended.
class watched_runs {
  public:
    watched_runs(const job_service_client& service, bool named, bool json)
        : service_(service), display_(json ? STDERR_FILENO : STDOUT_FILENO, named), json_(json) {}

    /// Looks at one run. False once it has ended.
    bool look_at(std::uint64_t run_id) {
        const auto json = service_.progress(run_id);
        const auto run = parse_run_snapshot(json);
        if (run.is_terminal()) {
            finish(run, json);
            return false;
        }
        display_.show({&run, 1});
        return true;
    }

    /// Looks at all that are active. False if there are none.
    bool look_at_active() {
        // The oldest first, so that whatever begins comes below what is there.
        auto active = service_.active_runs();
        std::reverse(active.begin(), active.end());

        std::set<std::uint64_t> ids;
        for (const auto& run : active)
            ids.insert(run.id);
        for (const auto id : active_)
            if (!ids.contains(id)) finish(id);

        display_.show(active);
        active_ = std::move(ids);
        return !active_.empty();
    }

    /// That of the runs which have ended: a failure counts more than a cancel.
    int exit_status() const noexcept { return failed_ ? failed_ : cancelled_; }

  private:
    /// A run may also be on the list no more because it belongs to the host itself and is old.
    void finish(std::uint64_t run_id) {
        const auto json = service_.progress(run_id);
        if (const auto run = parse_run_snapshot(json); run.is_terminal()) finish(run, json);
    }

    void finish(const run_snapshot& run, const std::string& json) {
        display_.finish(run);
        if (json_) std::cout << json << std::endl;
        const int status = exit_status_of(run.status);
        if (status != 0) (status == k_interrupted ? cancelled_ : failed_) = status;
    }

    const job_service_client& service_;
    progress_display display_;
    const bool json_;
    std::set<std::uint64_t> active_;
    int failed_ = 0;
    int cancelled_ = 0;
};

/// A database that goes away comes back: what is shown stays meanwhile.
template <class Look>
bool look_again(const Look& look) {
    try {
        return look();
    } catch (const suasor::error& problem) {
        if (problem.status() != SUASOR_E_UNAVAILABLE) throw;
        return true;
    }
}

} // namespace

int watch(const watch_options& options) {
    stop_signals signals;
    const auto log = open_terminal_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    host_engine engine({.plugins_directory = options.plugins_directory,
                        .plugin_settings = options.plugin_settings,
                        .conninfo = database.conninfo()},
                       *log);
    engine.load_plugins();
    // This process is there to look on, and takes over no run.
    engine.scheduler().close();
    const job_service_client service(engine.plugins());
    service.require_offered();

    watched_runs runs(service, !options.run, options.json);
    const auto look = [&] { return options.run ? runs.look_at(*options.run) : runs.look_at_active(); };

    bool goes_on = look();
    if (!goes_on && !options.run)
        std::cerr << (options.follow ? "no run is active; waiting for one\n"
                                     : "no run is active; --follow waits for one\n");
    while (goes_on || options.follow) {
        if (const auto number = signals.wait_for(k_refresh)) return exit_status_of_signal(*number);
        goes_on = look_again(look);
    }
    return runs.exit_status();
}

} // namespace sample_host
