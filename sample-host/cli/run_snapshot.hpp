// A run as the job service tells it, as far as a terminal shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sample_host {

/// One of the parts that a job says it consists of.
struct run_step {
    std::string name = {};
    std::optional<std::uint64_t> client = {}; ///< where several clients have steps of the same names
    std::string status = {};                  ///< pending, running, completed, failed
    std::int64_t processed = 0;
    std::optional<std::int64_t> total = {};
};

struct run_snapshot {
    std::uint64_t id = 0;
    std::string status = {};
    int percent = 0;
    std::optional<std::int64_t> processed = {};
    std::optional<std::int64_t> total = {};
    std::optional<double> items_per_second = {};
    std::optional<double> eta_seconds = {};
    std::string message = {};
    std::string error = {};
    std::string liveness = {}; ///< ok, stalled, lost; "" of a run that has ended
    std::vector<run_step> steps = {};

    /// Whether it has ended.
    bool is_terminal() const noexcept { return status == "completed" || status == "failed" || status == "cancelled"; }
};

/// Reads suasor_job_service.get_progress's JSON; members that are missing or null are unknown, and so are steps of a job that
/// keeps something else there. Every text is printable. Throws suasor::error SUASOR_E_INTERNAL if it is no JSON object.
run_snapshot parse_run_snapshot(std::string_view json);

/// The same for get_active_runs's array.
std::vector<run_snapshot> parse_run_snapshots(std::string_view json);

} // namespace sample_host
