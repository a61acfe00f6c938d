#include "cli/plugin_findings.hpp"

#include <suasor/job_service.h>
#include <suasor/types.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

namespace sample_host {
namespace {

using database::migration_standing;

constexpr auto k_no_plugin = "put suasor_media_sync.so there, or name its folder with --plugins";

finding of_plugin(const plugins::plugin_description& plugin) {
    return {"plugin " + plugin.name, verdict::ok,
            fmt::format("version {}, {} routes, {} jobs, {}", plugin.version, plugin.routes.size(), plugin.jobs.size(),
                        plugin.file.string())};
}

/// One plugin's migrations by how the database stands to them.
using standings = std::map<migration_standing, std::vector<std::string>>;

finding of_migrations(const std::string& plugin, const standings& all) {
    const auto subject = "migrations of " + plugin;
    const auto names = [&](migration_standing standing) {
        const auto found = all.find(standing);
        return found == all.end() ? std::string() : fmt::format("{}", fmt::join(found->second, ", "));
    };

    if (const auto changed = names(migration_standing::changed); !changed.empty())
        return {
            subject, verdict::broken, changed + " has another text in the plugin than was applied to the database",
            "install the plugin's version that applied it, or undo it with that version: suasor-host migrate --down"};
    if (const auto unknown = names(migration_standing::unknown); !unknown.empty())
        return {subject, verdict::warning, unknown + " is applied, and no plugin that is loaded knows it",
                "install the plugin's version that applied it"};
    if (const auto unfinished = names(migration_standing::unfinished); !unfinished.empty())
        return {subject, verdict::warning, unfinished + " stopped half-way",
                "run suasor-host migrate, which goes on with it; if it was being undone, migrate --down"};
    if (const auto pending = names(migration_standing::pending); !pending.empty())
        return {subject, verdict::warning, pending + " is not applied",
                "run suasor-host migrate, or serve, which applies it"};
    return {subject, verdict::ok, fmt::format("all {} are applied", all.at(migration_standing::applied).size())};
}

} // namespace

std::vector<finding> load_and_examine_plugins(host_engine& engine, const std::filesystem::path& directory) {
    try {
        engine.load_plugins();
    } catch (const suasor::error& unreadable) {
        return {broken("plugins", unreadable.what(), k_no_plugin)};
    }

    std::vector<finding> findings;
    for (const auto& plugin : engine.plugins().plugins())
        findings.push_back(of_plugin(plugin));
    for (const auto& refused : engine.plugins().refused())
        findings.push_back(broken("plugin " + refused.file.filename().string(), refused.reason,
                                  "replace the file, or move it out of the folder"));
    if (findings.empty())
        return {{"plugins", verdict::broken, fmt::format("there is no plugin in {}", directory.string()), k_no_plugin}};
    if (!engine.plugins().find_extension(SUASOR_JOB_SERVICE))
        findings.push_back({"job service", verdict::warning, "no plugin that is loaded offers " SUASOR_JOB_SERVICE,
                            "put suasor_media_sync.so into the plugins' folder"});
    return findings;
}

std::vector<finding> examine_migrations(host_engine& engine) {
    std::map<std::string, standings> by_plugin;
    try {
        for (const auto& each : engine.migration_status())
            by_plugin[each.plugin][each.standing].push_back(fmt::format("{} {}", each.version, each.name));
    } catch (const std::exception& problem) {
        return {broken("migrations", problem.what(), "look into PostgreSQL's log")};
    }

    std::vector<finding> findings;
    for (const auto& [plugin, all] : by_plugin)
        findings.push_back(of_migrations(plugin, all));
    return findings;
}

} // namespace sample_host
