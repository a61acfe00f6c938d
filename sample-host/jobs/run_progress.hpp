#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

// How far a run says it is, for the host's own eyes.
namespace sample_host::jobs {

/// `message` is borrowed until the observer returns. What is not known is empty.
struct run_progress {
    std::uint64_t run_id;
    int percent;
    std::optional<std::int64_t> processed;
    std::optional<std::int64_t> total;
    std::string_view message;
};

/// Called on the run's own threads, concurrently for different runs; must be quick and must not throw.
using progress_observer = std::function<void(const run_progress&)>;

} // namespace sample_host::jobs
