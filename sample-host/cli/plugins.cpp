#include "cli/commands.hpp"
#include "cli/duration_text.hpp"
#include "cli/host_engine.hpp"
#include "cli/inspected_database.hpp"
#include "cli/open_log.hpp"
#include "cli/table.hpp"

#include <suasor/types.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <iostream>

namespace sample_host {
namespace {

using database::migration_standing;
using database::migration_status;

/// A migration, and how the database stands to it if it could be asked.
struct listed_migration {
    std::string plugin;
    std::uint32_t version = 0;
    std::string name;
    std::optional<migration_standing> standing;
};

std::string word_of(migration_standing standing) {
    switch (standing) {
    case migration_standing::pending:
        return "pending";
    case migration_standing::applied:
        return "applied";
    case migration_standing::unfinished:
        return "unfinished";
    case migration_standing::changed:
        return "changed";
    case migration_standing::unknown:
        return "unknown";
    }
    return "unknown";
}

/// As the database has them, else as the plugins bring them, with the reason on standard error.
std::vector<listed_migration> migrations_of(host_engine& engine, const inspected_database& database) {
    std::vector<listed_migration> listed;
    std::string reason = database.made() ? database.obstacle() : "there is no database yet";
    if (reason.empty()) {
        try {
            for (const auto& each : engine.migration_status())
                listed.push_back({each.plugin, each.version, each.name, each.standing});
            return listed;
        } catch (const std::exception& problem) {
            reason = problem.what();
        }
    }

    std::cerr << "which migrations are applied is not known: " << reason << '\n';
    for (const auto& each : engine.migrations())
        listed.push_back({each.plugin, each.version, each.name, std::nullopt});
    return listed;
}

/// 0: only when it is asked for
double interval_seconds(const jobs::job_description& job) {
    return static_cast<double>(job.interval.count()) / 1000;
}

boost::json::array to_json(const std::vector<jobs::job_description>& all) {
    boost::json::array listed;
    for (const auto& job : all) {
        const auto interval = interval_seconds(job);
        listed.push_back({{"name", job.name},
                          {"description", job.description},
                          {"intervalSeconds", interval > 0 ? boost::json::value(interval) : boost::json::value()}});
    }
    return listed;
}

/// Those of one plugin; those of no plugin that is loaded if `plugin` is empty.
boost::json::array to_json(const std::vector<listed_migration>& all, const std::string& plugin) {
    boost::json::array listed;
    for (const auto& each : all)
        if (each.plugin == plugin)
            listed.push_back(
                {{"version", each.version},
                 {"name", each.name},
                 {"state", each.standing ? boost::json::value(word_of(*each.standing)) : boost::json::value()}});
    return listed;
}

boost::json::object to_json(const plugins::plugin_host& host, const std::vector<listed_migration>& migrations) {
    boost::json::array loaded;
    for (const auto& plugin : host.plugins())
        loaded.push_back({{"name", plugin.name},
                          {"version", plugin.version},
                          {"description", plugin.description},
                          {"file", plugin.file.string()},
                          {"routes", boost::json::value_from(plugin.routes)},
                          {"jobs", to_json(plugin.jobs)},
                          {"migrations", to_json(migrations, plugin.name)}});
    boost::json::array refused;
    for (const auto& each : host.refused())
        refused.push_back({{"file", each.file.string()}, {"reason", each.reason}});
    return {{"plugins", std::move(loaded)}, {"refused", std::move(refused)}};
}

void print(const table_row& heading, const std::vector<table_row>& rows) {
    if (!rows.empty()) std::cout << render_table(heading, rows, table_width()) << '\n';
}

void print(const plugins::plugin_host& host, const std::vector<listed_migration>& all_migrations) {
    std::vector<table_row> loaded, routes, jobs, migrations, refused;
    for (const auto& plugin : host.plugins()) {
        loaded.push_back({plugin.name, plugin.version, plugin.file.string()});
        for (const auto& route : plugin.routes)
            routes.push_back({plugin.name, route});
        for (const auto& job : plugin.jobs) {
            const auto interval = interval_seconds(job);
            jobs.push_back({plugin.name, job.name, interval > 0 ? "every " + duration_text(interval) : "when asked for",
                            job.description});
        }
    }
    for (const auto& each : all_migrations)
        migrations.push_back({each.plugin, std::to_string(each.version), each.name,
                              each.standing ? word_of(*each.standing) : "not known"});
    for (const auto& each : host.refused())
        refused.push_back({each.file.string(), each.reason});

    print({"PLUGIN", "VERSION", "FILE"}, loaded);
    print({"PLUGIN", "ROUTE"}, routes);
    print({"PLUGIN", "JOB", "RUNS", "DESCRIPTION"}, jobs);
    print({"PLUGIN", "MIGRATION", "NAME", "STATE"}, migrations);
    print({"REFUSED", "REASON"}, refused);
    if (loaded.empty() && refused.empty()) std::cout << "there are no plugins\n";
}

} // namespace

int list_plugins(const plugins_options& options) {
    const auto log = open_inspection_log(options);
    const inspected_database database(options.database, *log);
    host_engine engine({.plugins_directory = options.plugins_directory,
                        .plugin_settings = options.plugin_settings,
                        .conninfo = database.conninfo()},
                       *log);
    engine.load_plugins();
    // This process is there to look on, and takes over no run.
    engine.scheduler().close();

    const auto migrations = migrations_of(engine, database);
    if (options.json)
        std::cout << boost::json::serialize(to_json(engine.plugins(), migrations)) << std::endl;
    else
        print(engine.plugins(), migrations);
    return 0;
}

} // namespace sample_host
