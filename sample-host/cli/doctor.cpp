#include "cli/client_findings.hpp"
#include "cli/commands.hpp"
#include "cli/database_findings.hpp"
#include "cli/exit_status.hpp"
#include "cli/open_files.hpp"
#include "cli/open_log.hpp"
#include "cli/plugin_findings.hpp"
#include "cli/terminal_style.hpp"
#include "http/server.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <iostream>

namespace sample_host {
namespace {

void append(std::vector<finding>& to, std::vector<finding> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

finding examine_settings(const doctor_options& options) {
    constexpr auto k_subject = "settings";
    if (!options.settings_problem.empty())
        return broken(k_subject, options.settings_problem, "correct the settings file");
    if (options.settings_file.empty()) return {k_subject, verdict::ok, "there is no settings file"};
    return {k_subject, verdict::ok, options.settings_file + " can be read"};
}

finding examine_open_files(logger& log) {
    const auto wanted = http::server_limits{}.connections;
    const auto room = make_room_for_connections(wanted, log);
    const auto text = fmt::format("they suffice for {} connections", room);
    if (room == wanted) return {"open files", verdict::ok, text};
    return {"open files", verdict::warning, fmt::format("{} instead of {}", text, wanted),
            "raise the hard limit, as with ulimit -Hn or LimitNOFILE="};
}

finding skipped(std::string subject, std::string why) {
    return {std::move(subject), verdict::skipped, std::move(why)};
}

/// What can be examined with settings that could be read. What was found stays if a plugin would not stop.
class examination {
  public:
    examination(const doctor_options& options, logger& log)
        : database_(options.database, log), engine_({.plugins_directory = options.plugins_directory,
                                                     .plugin_settings = options.plugin_settings,
                                                     .conninfo = database_.conninfo()},
                                                    log) {
        auto of_database = examine(database_);
        findings_ = std::move(of_database.all);
        append(findings_, load_and_examine_plugins(engine_, options.plugins_directory));
        // This process is there to look on, and takes over no run.
        engine_.scheduler().close();

        if (!of_database.reachable) {
            findings_.push_back(skipped("migrations", "the database cannot be asked"));
            findings_.push_back(skipped("clients", "the database cannot be asked"));
            return;
        }
        append(findings_, examine_migrations(engine_));
        if (!of_database.has_tables) {
            findings_.push_back(skipped("clients", "there is no complete set of Suasor's tables"));
            return;
        }
        connections pool(database_.conninfo());
        append(findings_, examine_clients(pool, engine_.plugins()));
    }

    const std::vector<finding>& findings() const noexcept { return findings_; }

  private:
    const inspected_database database_;
    host_engine engine_;
    std::vector<finding> findings_;
};

int report(const std::vector<finding>& findings, bool json) {
    if (json)
        std::cout << boost::json::serialize(to_json(findings)) << std::endl;
    else
        std::cout << render_findings(findings, style_of(STDOUT_FILENO)) << std::flush;
    return all_work(findings) ? 0 : k_failed;
}

} // namespace

int doctor(const doctor_options& options) {
    const auto log = open_inspection_log(options);
    std::vector findings{examine_settings(options), examine_open_files(*log)};
    if (!options.settings_problem.empty()) {
        findings.push_back(skipped("everything else", "what the settings file says about it cannot be read"));
        return report(findings, options.json);
    }
    const examination examined(options, *log);
    append(findings, examined.findings());
    return report(findings, options.json);
}

} // namespace sample_host
