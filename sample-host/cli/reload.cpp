#include "cli/reload.hpp"

#include "cli/log_names.hpp"

#include <fmt/format.h>

#include <set>

namespace sample_host {
namespace {

std::set<std::string> names_of(const boost::json::object& a, const boost::json::object& b) {
    std::set<std::string> names;
    for (const auto* each : {&a, &b})
        for (const auto& [name, value] : *each)
            names.emplace(name.data(), name.size());
    return names;
}

bool same(const boost::json::object& a, const boost::json::object& b, const std::string& name) {
    const auto* in_a = a.if_contains(name);
    const auto* in_b = b.if_contains(name);
    return in_a && in_b ? *in_a == *in_b : in_a == in_b;
}

} // namespace

void reload_settings(const serve_options& running, console_logger& log) noexcept {
    try {
        const auto read = running.reread();
        log.configure(log_level_named(read.log_level), log_format_named(read.log_format));
        log.info(fmt::format("settings read again log_level={} log_format={}", read.log_level, read.log_format));
        if (const auto waiting = settings_for_restart(running, read); !waiting.empty())
            log.warn(fmt::format("settings need a restart: {}", fmt::join(waiting, ", ")));
    } catch (const std::exception& wrong) {
        log.error(fmt::format("settings are as they were, for they cannot be read reason=\"{}\"", wrong.what()));
    }
}

std::vector<std::string> settings_for_restart(const serve_options& running, const serve_options& read) {
    std::vector<std::string> names;
    if (running.listen != read.listen) names.emplace_back("listen");
    if (running.database.url != read.database.url) names.emplace_back("database");
    if (running.database.data_directory != read.database.data_directory) names.emplace_back("dataDir");
    if (running.plugins_directory != read.plugins_directory) names.emplace_back("pluginsDir");
    if (running.limits != read.limits) names.emplace_back("limits");
    for (const auto& plugin : names_of(running.plugin_settings, read.plugin_settings))
        if (!same(running.plugin_settings, read.plugin_settings, plugin)) names.push_back("plugins." + plugin);
    return names;
}

} // namespace sample_host
