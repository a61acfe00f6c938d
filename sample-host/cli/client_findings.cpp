#include "cli/client_findings.hpp"

#include "cli/operator.hpp"
#include "database/clients.hpp"

#include <suasor/host/diagnostics.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include <future>
#include <span>

namespace sample_host {
namespace {

constexpr std::size_t k_at_once = 8;

std::string subject_of(const client& examined) {
    return fmt::format("client {} {}", examined.id, examined.name);
}

/// Reads what suasor_diagnostics.check_client gives.
finding to_finding(const client& examined, std::string_view json) {
    const auto said = boost::json::parse(json);
    const auto text = [&](const char* name) { return boost::json::value_to<std::string>(said.at(name)); };
    if (text("status") != "ok") return {subject_of(examined), verdict::broken, text("finding"), text("cure")};
    return {subject_of(examined), verdict::ok, fmt::format("{}: {}", base_url_of(examined), text("finding"))};
}

finding examine(const client& examined, const suasor_diagnostics& diagnostics) {
    if (!examined.enabled) return {subject_of(examined), verdict::skipped, "it is disabled, and so is never synced"};
    try {
        return to_finding(examined, suasor::check_client(diagnostics, examined.id));
    } catch (const std::exception& problem) {
        return broken(subject_of(examined), problem.what(), "look into the log of the host and of PostgreSQL");
    }
}

} // namespace

std::vector<finding> examine_clients(connections& pool, const plugins::plugin_host& plugins) {
    const auto* diagnostics = static_cast<const suasor_diagnostics*>(plugins.find_extension(SUASOR_DIAGNOSTICS));
    if (!diagnostics) return {{"clients", verdict::skipped, "no plugin that is loaded offers " SUASOR_DIAGNOSTICS}};

    std::vector<client> all;
    try {
        all = create_clients(pool)->list(k_operator);
    } catch (const std::exception& problem) {
        return {broken("clients", problem.what(), "look into PostgreSQL's log")};
    }
    if (all.empty()) return {{"clients", verdict::ok, "there are none yet"}};

    std::vector<finding> findings;
    for (std::span<const client> rest = all; !rest.empty();) {
        const auto batch = rest.first(std::min(k_at_once, rest.size()));
        rest = rest.subspan(batch.size());
        std::vector<std::future<finding>> asked;
        for (const auto& each : batch)
            asked.push_back(std::async(std::launch::async, [&] { return examine(each, *diagnostics); }));
        for (auto& each : asked)
            findings.push_back(each.get());
    }
    return findings;
}

} // namespace sample_host
