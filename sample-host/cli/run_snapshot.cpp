#include "cli/run_snapshot.hpp"

#include <suasor/types.hpp>

#include <boost/json/parse.hpp>

namespace sample_host {
namespace {

std::string text_of(const boost::json::object& run, std::string_view key) {
    const auto* value = run.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

template <class Number>
std::optional<Number> number_of(const boost::json::object& run, std::string_view key) {
    const auto* value = run.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    boost::json::error_code inexact;
    const auto number = value->to_number<Number>(inexact);
    return inexact ? std::nullopt : std::optional(number);
}

} // namespace

run_snapshot parse_run_snapshot(std::string_view json) {
    boost::json::error_code problem;
    const auto value = boost::json::parse(json, problem);
    if (problem || !value.is_object())
        throw suasor::error(SUASOR_E_INTERNAL, "the job service's run is no JSON object");

    const auto& run = value.get_object();
    return {.status = text_of(run, "status"),
            .percent = number_of<int>(run, "progress").value_or(0),
            .processed = number_of<std::int64_t>(run, "processedItems"),
            .total = number_of<std::int64_t>(run, "totalItems"),
            .items_per_second = number_of<double>(run, "itemsPerSecond"),
            .eta_seconds = number_of<double>(run, "etaSeconds"),
            .message = text_of(run, "statusMessage"),
            .error = text_of(run, "errorMessage")};
}

} // namespace sample_host
