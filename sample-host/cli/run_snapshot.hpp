// A run as the job service tells it, as far as a terminal shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host {

struct run_snapshot {
    std::string status = {};
    int percent = 0;
    std::optional<std::int64_t> processed = {};
    std::optional<std::int64_t> total = {};
    std::optional<double> items_per_second = {};
    std::optional<double> eta_seconds = {};
    std::string message = {};
    std::string error = {};

    /// Whether it has ended.
    bool is_terminal() const noexcept { return status == "completed" || status == "failed" || status == "cancelled"; }
};

/// Reads suasor_job_service.get_progress's JSON; members that are missing or null are unknown. Throws suasor::error
/// SUASOR_E_INTERNAL if it is no JSON object.
run_snapshot parse_run_snapshot(std::string_view json);

} // namespace sample_host
