#include "cli/run_snapshot.hpp"

#include "cli/columns.hpp"

#include <suasor/types.hpp>

#include <boost/json/parse.hpp>

namespace sample_host {
namespace {

std::string text_of(const boost::json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (!value || !value->is_string()) return {};
    const auto& text = value->get_string();
    return printable({text.data(), text.size()});
}

template <class Number>
std::optional<Number> number_of(const boost::json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    boost::json::error_code inexact;
    const auto number = value->to_number<Number>(inexact);
    return inexact ? std::nullopt : std::optional(number);
}

std::vector<run_step> steps_of(const boost::json::object& run) {
    const auto* data = run.if_contains("progressData");
    const auto* listed = data && data->is_object() ? data->get_object().if_contains("steps") : nullptr;
    if (!listed || !listed->is_array()) return {};

    std::vector<run_step> steps;
    for (const auto& each : listed->get_array()) {
        const auto* step = each.if_object();
        if (!step || text_of(*step, "name").empty()) continue;
        steps.push_back({.name = text_of(*step, "name"),
                         .client = number_of<std::uint64_t>(*step, "clientID"),
                         .status = text_of(*step, "status"),
                         .processed = number_of<std::int64_t>(*step, "processed").value_or(0),
                         .total = number_of<std::int64_t>(*step, "total")});
    }
    return steps;
}

run_snapshot to_snapshot(const boost::json::value& source) {
    const auto* run = source.if_object();
    if (!run) throw suasor::error(SUASOR_E_INTERNAL, "the job service's run is no JSON object");

    return {.id = number_of<std::uint64_t>(*run, "id").value_or(0),
            .status = text_of(*run, "status"),
            .percent = number_of<int>(*run, "progress").value_or(0),
            .processed = number_of<std::int64_t>(*run, "processedItems"),
            .total = number_of<std::int64_t>(*run, "totalItems"),
            .items_per_second = number_of<double>(*run, "itemsPerSecond"),
            .eta_seconds = number_of<double>(*run, "etaSeconds"),
            .message = text_of(*run, "statusMessage"),
            .error = text_of(*run, "errorMessage"),
            .liveness = text_of(*run, "liveness"),
            .steps = steps_of(*run)};
}

/// null if it is no JSON.
boost::json::value parse(std::string_view json) {
    boost::json::error_code problem;
    return boost::json::parse(json, problem);
}

} // namespace

run_snapshot parse_run_snapshot(std::string_view json) {
    return to_snapshot(parse(json));
}

std::vector<run_snapshot> parse_run_snapshots(std::string_view json) {
    const auto document = parse(json);
    if (!document.is_array()) throw suasor::error(SUASOR_E_INTERNAL, "the job service's runs are no JSON array");

    std::vector<run_snapshot> runs;
    for (const auto& each : document.get_array())
        runs.push_back(to_snapshot(each));
    return runs;
}

} // namespace sample_host
